def rule(event):
    return event.deep_get("a", "b", default={}).get("c", "none") != "none"
