def rule(event):
    return set(event.get("new")) != set(event.get("old", []))
