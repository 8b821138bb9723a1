def rule(event):
    return not all(event.get(name) > 0 for name in ("a", "b"))
