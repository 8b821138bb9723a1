def rule(event):
    return event.get("used", 0) > event.get("limit", 100)
