def rule(event):
    return event.get("id", "").isdigit()
