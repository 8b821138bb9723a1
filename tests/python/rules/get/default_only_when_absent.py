def rule(event):
    return event.get("mode", "open").lower() == "open"
