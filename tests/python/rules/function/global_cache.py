CACHE = None


def rule(event):
    global CACHE
    CACHE = event.get("name")
    return event.get("name") == "root"


def title(_):
    return CACHE
