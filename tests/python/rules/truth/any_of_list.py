def rule(event):
    return any([event.get("a") == 1, event.get("b"), event.get("c") is None])
