def rule(event):
    return event.get("a") or event.get("b") == "x"
