def rule(event):
    return "token" in event and "arn" not in event.get("user", {})
