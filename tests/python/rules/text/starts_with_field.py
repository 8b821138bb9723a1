def rule(event):
    return event.get("target", "").startswith(event.get("user", "") + "-")
