def rule(event):
    return event.get("owner") == event.get("actor")
