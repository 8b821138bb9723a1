def rule(event):
    return isinstance(event.get("value"), (int, float))
