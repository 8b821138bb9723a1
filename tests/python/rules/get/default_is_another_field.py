def rule(event):
    return event.get("user", event.get("login", "")).lower() == "root"
