def rule(event):
    return event.get("name", "").lower() == "\u00e9cole"
