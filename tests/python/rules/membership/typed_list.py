def rule(event):
    return event.get("code") in (1, "2", 3.0)
