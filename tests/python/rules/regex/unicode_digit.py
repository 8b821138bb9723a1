import re


def rule(event):
    return bool(re.match(r"\d+\s\d+\Z", event.get("phone", "")))
