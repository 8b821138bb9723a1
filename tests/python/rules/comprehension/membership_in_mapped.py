def rule(event):
    return "root" in [user.get("name", "").lower() for user in event.get("users", [])]
