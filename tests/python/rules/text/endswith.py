def rule(event):
    return event.deep_get("file", "name", default="").endswith((".exe", ".dll"))
