def rule(event):
    return event.get("out", 0) - event.get("in", 0) > 100
