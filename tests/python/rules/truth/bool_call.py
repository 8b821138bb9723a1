def rule(event):
    return bool(event.deep_get("a", "b")) and not bool(event.get("c"))
