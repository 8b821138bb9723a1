def parts(event):
    yield event.get("a")
    yield event.get("b")


def rule(event):
    return "x" in list(parts(event))
