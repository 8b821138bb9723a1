def rule(event):
    return event.deep_get("user", "session", "kind") == "console"
