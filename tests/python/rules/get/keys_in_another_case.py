def rule(event):
    return event.get("eventname") == "Login" and event.deep_get("USER", "Type") == "admin"
