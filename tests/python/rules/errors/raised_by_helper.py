class Unexpected(Exception):
    pass


def checked(value):
    if not isinstance(value, str):
        raise Unexpected("no text")
    return value


def rule(event):
    try:
        return checked(event.get("name")).startswith("a")
    except Unexpected:
        return event.get("kind") == "odd"
