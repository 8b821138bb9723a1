def rule(event):
    match event.get("kind"):
        case "login" | "logon":
            return event.get("mfa") is False
        case "delete":
            return True
        case _:
            return False
