def rule(event):
    return len(event.get("a", [])) > len(event.get("b", []))
