def rule(event):
    value = event.get("value")
    return hasattr(value, "get") and value.get("kind") == "x"
