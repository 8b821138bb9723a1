from base_helpers import denied_call

ACTIONS = ("Get", "List", "Describe")


def rule(event):
    if not denied_call(event):
        return False
    return event.get("eventName", "").startswith(ACTIONS) and event.deep_get("userIdentity", "type") == "IAMUser"
