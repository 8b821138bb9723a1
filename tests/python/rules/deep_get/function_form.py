from base_helpers import deep_get


def rule(event):
    identity = event.get("identity")
    return deep_get(identity, "session", "mfa", default="none") == "none"
