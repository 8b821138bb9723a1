PAIRS = "a=b=c"


def rule(event):
    return event.get("name") in PAIRS.split(sep="=", maxsplit=1)
