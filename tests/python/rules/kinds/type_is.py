def rule(event):
    value = event.get("value")
    return type(value) is int or type(value) in (bool, float) and value != event.get("other")
