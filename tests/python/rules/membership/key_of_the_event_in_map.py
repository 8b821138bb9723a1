def rule(event):
    plain = event.get("plain").copy()
    return event.get("name") in event.get("map") and event.get("name") not in plain
