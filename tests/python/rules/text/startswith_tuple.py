PREFIXES = ("Get", "List", "Describe")


def rule(event):
    return event.get("eventName", "").startswith(PREFIXES)
