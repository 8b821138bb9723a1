import re


def rule(event):
    return re.fullmatch(r"[a-f0-9]{8}|none", event.get("hash", "")) is None
