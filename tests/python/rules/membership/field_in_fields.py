def rule(event):
    return event.get("user") in [event.get("owner"), event.get("creator"), "system"]
