def rule(event):
    for address in event.get("addresses", []):
        if address in ("10.0.0.1", "10.0.0.2"):
            return False
    return event.get("action") == "open"
