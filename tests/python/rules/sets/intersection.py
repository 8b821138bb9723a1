WATCHED = {"admin", "root"}


def rule(event):
    return bool(WATCHED & set(event.get("groups", [])))
