def rule(event):
    admins = [user.get("name") for user in event.get("users", []) if user.get("admin")]
    return len(admins) > 0 and admins[0] == "root" and admins[-1] != "guest"
