def rule(event):
    return event.get("id") == 9007199254740993
