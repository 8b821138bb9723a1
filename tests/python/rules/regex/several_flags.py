import re

PATTERNS = [re.compile(text, re.IGNORECASE | re.MULTILINE) for text in (r"\$\([^)]+\)", r"sh\s+-c")]


def rule(event):
    return any(pattern.search(event.get("command", "")) for pattern in PATTERNS)
