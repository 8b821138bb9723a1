import re


def rule(event):
    return bool(re.match(r"^\w+$", event.get("name", "")))
