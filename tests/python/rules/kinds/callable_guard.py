def rule(event):
    value = event.get("value")
    return value is not None and not isinstance(value, (str, int, float)) and len(value) > 1
