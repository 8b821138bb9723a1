SETTINGS = {"key": "kind", "value": "x"}


def matches(event, key, value):
    return event.get(key) == value


def rule(event):
    return matches(event, **SETTINGS)
