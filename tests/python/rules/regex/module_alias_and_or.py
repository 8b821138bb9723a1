import re

DIRECT = re.compile(r"https?://\d+\.\d+\.\d+\.\d+", re.I)


def rule(event):
    url = event.get("url") or ""
    return DIRECT.search(url) is not None or re.search(r"[?&]cmd=", url) is not None
