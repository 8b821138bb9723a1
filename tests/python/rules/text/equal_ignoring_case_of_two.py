def rule(event):
    return event.get("user", "").lower() != event.get("owner", "").lower()
