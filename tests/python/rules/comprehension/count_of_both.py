def rule(event):
    old = [name for name in event.get("old", []) if name != "x"]
    new = [name for name in event.get("new", []) if name != "x"]
    return len(old + new) > 2
