import re


def rule(event):
    return re.search(r"a.b", event.get("text", "")) is None
