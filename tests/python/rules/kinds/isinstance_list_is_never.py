def rule(event):
    return isinstance(event.get("value"), (list, dict)) or event.get("kind") == "x"
