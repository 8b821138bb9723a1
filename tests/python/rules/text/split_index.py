def rule(event):
    return event.get("arn", "").split(":")[4] == "111122223333"
