import re


def rule(event):
    return any(re.match(r"^(sudo|su)\b", line) for line in event.get("lines", []))
