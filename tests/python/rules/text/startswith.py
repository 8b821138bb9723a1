def rule(event):
    return event.get("arn", "").startswith("arn:aws:iam")
