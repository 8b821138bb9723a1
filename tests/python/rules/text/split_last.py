def rule(event):
    return event.get("arn", "").split("/")[-1] != "admin"
