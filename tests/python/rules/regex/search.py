import re


def rule(event):
    return re.search(r"\bssh\s+-R\b", event.get("command", "")) is not None
