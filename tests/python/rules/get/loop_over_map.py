def rule(event):
    for name in event.get("headers", {}):
        if name.lower() == "authorization":
            return event.get("headers").get(name) != ""
    return False
