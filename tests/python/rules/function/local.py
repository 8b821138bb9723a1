def is_admin(user):
    if not user:
        return False
    return user.get("role") == "admin"


def rule(event):
    return is_admin(event.get("actor")) or is_admin(event.get("target"))
