def rule(event):
    names = {user.get("name") for user in event.get("users", [])}
    return "root" in names
