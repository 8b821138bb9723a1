def rule(event):
    return event.get("minute", 1) % 15 == 0
