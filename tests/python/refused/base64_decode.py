from base64 import b64decode


def rule(event):
    return b"secret" in b64decode(event.get("payload", ""))
