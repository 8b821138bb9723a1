import re


def rule(event):
    return bool(re.search(r"\.sh$", event.get("file", "")))
