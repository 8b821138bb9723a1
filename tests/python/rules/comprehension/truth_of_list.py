def rule(event):
    admins = [user for user in event.get("users", []) if user.get("role") == "admin"]
    return bool(admins)
