import re


def rule(event):
    return re.search(r"(?<!not )allowed", event.get("text", "")) is not None
