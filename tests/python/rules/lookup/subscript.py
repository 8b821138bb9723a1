NAMES = {"1": "one", "2": "two"}


def rule(event):
    return NAMES[event.get("number")] != event.get("name")
