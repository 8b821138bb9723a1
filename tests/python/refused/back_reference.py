import re


def rule(event):
    return re.search(r"(\w)\1\1", event.get("text", "")) is not None
