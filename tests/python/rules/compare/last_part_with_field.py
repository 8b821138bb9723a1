def rule(event):
    return event.get("email", "").split("@")[-1] == event.get("domain")
