def rule(event):
    user = event.get("user").get("name") if event.get("user") else None
    return user is None
