import unicodedata


def note(_place):
    return None


def rule(event):
    note(unicodedata.category(event.get("address")))
    return event.get("name") == "a"
