def rule(event):
    return event.get("public") is True and event.get("draft") is not False
