class Kind:
    LOGIN = "login"
    LOGOUT = "logout"


def rule(event):
    return event.get("kind") in (Kind.LOGIN, Kind.LOGOUT)
