import unicodedata


def rule(event):
    if unicodedata.combining(event.get("address")):
        pass
    return event.get("name") == "a"
