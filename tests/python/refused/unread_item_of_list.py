import unicodedata


def rule(event):
    _places = [unicodedata.category(event.get("address"))]
    return event.get("name") == "a"
