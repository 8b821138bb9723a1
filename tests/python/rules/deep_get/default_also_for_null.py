def rule(event):
    return event.deep_get("user", "name", default="").lower() == ""
