def rule(event):
    return event.get("a") == event.get("b") != "x"
