NAMES = ["zero", "one"]


def rule(event):
    return any(event.get("n") == index and event.get("name") == name for index, name in enumerate(NAMES))
