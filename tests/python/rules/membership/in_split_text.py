def rule(event):
    return "admin" in event.get("roles", "").split(",")
