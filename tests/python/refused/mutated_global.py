SEEN = set()


def rule(event):
    new = event.get("user") not in SEEN
    SEEN.add(event.get("user"))
    return new and event.get("kind") == "login"
