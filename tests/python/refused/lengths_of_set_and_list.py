def rule(event):
    return len(set(event.get("groups", []))) != len(event.get("groups", []))
