def rule(event):
    return "mfa" not in event.get("methods", "mfa")
