def rule(event):
    return not event.get("arn", "").startswith("arn:aws:iam")
