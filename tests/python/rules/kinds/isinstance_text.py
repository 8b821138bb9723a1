def rule(event):
    value = event.get("value")
    return isinstance(value, str) and value != ""
