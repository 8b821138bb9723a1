def rule(event):
    if event.get("kind") != "login":
        return False
    if event.get("result") == "failure":
        if event.get("reason") == "expired":
            return False
        return event.get("count", 0) > 5
    elif event.get("mfa") is False:
        return True
    return False
