import re


def rule(event):
    found = re.search(r"user=([a-z]+)", event.get("query", ""))
    return found is not None and found.group(1) == "root"
