def rule(event):
    return event.get("name", "").lower() == "admin"
