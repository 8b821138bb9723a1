import re


def rule(event):
    found = re.findall(r"[0-9]{4}", event.get("text", ""))
    return len(found) > 0 and bool(found)
