def rule(event):
    return bool(event.get("mfa", "")) is False
