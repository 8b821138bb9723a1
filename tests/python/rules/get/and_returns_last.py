def rule(event):
    return event.get("a") and event.get("b") == "x"
