DENIED = {"us", "eu"}


def rule(event):
    return not DENIED.isdisjoint(event.get("regions", []))
