def rule(event):
    return event.get("code", "")[1:-1] == "BC"
