import hashlib


def rule(event):
    return hashlib.md5(event.get("text", "").encode()).hexdigest() == "900150983cd24fb0d6963f7d28e17f72"
