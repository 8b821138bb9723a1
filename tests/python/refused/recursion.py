def depth(value):
    if not hasattr(value, "get"):
        return 0
    inner = value.get("next")
    return 1 + depth(inner)


def rule(event):
    return depth(event) > 3
