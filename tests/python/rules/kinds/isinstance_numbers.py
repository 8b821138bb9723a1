def rule(event):
    return isinstance(event.get("value"), int) and not isinstance(event.get("value"), bool)
