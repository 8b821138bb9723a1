def rule(event):
    return event.get("user") in event.get("admins", [])
