def matches(event, *, key="kind", value="a"):
    return event.get(key) == value


def rule(event):
    return matches(event) or matches(event, value="b") or matches(event, key="other", value="c")
