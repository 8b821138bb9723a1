def rule(event):
    return any(key.startswith("x_") for key in event.keys())
