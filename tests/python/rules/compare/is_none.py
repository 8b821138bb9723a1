def rule(event):
    return event.get("mfa") is None and event.deep_get("a", "b") is not None
