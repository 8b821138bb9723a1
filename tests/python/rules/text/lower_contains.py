def rule(event):
    return "password" in event.get("message", "").lower()
