def rule(event):
    if event.get("error"):
        return False
    return event.get("action") == "run"
