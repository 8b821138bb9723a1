import re


def rule(event):
    return len(re.findall(r"\d{4}", event.get("text", ""))) > 0
