import re


def rule(event):
    return bool(re.search("powershell|cmd", event.get("image", ""), re.IGNORECASE))
