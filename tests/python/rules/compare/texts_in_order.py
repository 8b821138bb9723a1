def rule(event):
    return event.get("version", "") < "2.0"
