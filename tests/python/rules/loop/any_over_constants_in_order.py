def rule(event):
    return any(event.get(name).startswith("x") for name in ("a", "b"))
