def rule(event):
    return event.get("flags") != {"a": True}
