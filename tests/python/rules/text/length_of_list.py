def rule(event):
    return len(event.get("items", [])) == 0
