def parts(event):
    return event.get("user", ""), event.get("role", "none")


def rule(event):
    user, role = parts(event)
    return user.startswith("svc") and role != "none"
