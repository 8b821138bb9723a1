def rule(event):
    return event.get("user", "?") not in event.get("arn", "")
