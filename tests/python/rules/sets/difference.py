def rule(event):
    extra = set(event.get("keys", [])) - {"a", "b"}
    return len(extra) > 0
