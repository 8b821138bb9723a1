def rule(event):
    return bool(event.get("a") and event.get("b"))
