def rule(event):
    return len(event.get("value", "")) > 1
