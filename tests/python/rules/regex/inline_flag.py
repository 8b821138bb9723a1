import re


def rule(event):
    return bool(re.match(r"(?i)^admin[_-]", event.get("user", "")))
