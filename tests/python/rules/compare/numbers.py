def rule(event):
    return event.get("size", 0) >= 1000
