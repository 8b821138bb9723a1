NAMES = {"root": 0, "admin": 1}


def rule(event):
    return NAMES.keys() == {"admin", "root"} and event.get("user") in NAMES.keys()
