def rule(event):
    return "secret" in event.get("path", "")
