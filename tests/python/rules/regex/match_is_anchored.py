import re

PATTERN = re.compile(r"dev-[0-9]+")


def rule(event):
    return bool(PATTERN.match(event.get("name", "")))
