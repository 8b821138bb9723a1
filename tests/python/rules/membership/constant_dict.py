NAMES = {"a": 1, "b": 2}


def rule(event):
    return event.get("name") in NAMES
