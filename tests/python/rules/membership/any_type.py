def rule(event):
    return "x" in event.get("value") or "y" in event.get("value")
