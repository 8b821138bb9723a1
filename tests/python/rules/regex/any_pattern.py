import re

PATTERNS = [r"^/admin", r"\.git/", r"wp-login\.php$"]


def rule(event):
    path = event.get("path", "")
    return any(re.search(pattern, path) for pattern in PATTERNS)
