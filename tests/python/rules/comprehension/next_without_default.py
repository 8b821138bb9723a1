def rule(event):
    return next(entry["ip"] for entry in event.get("entries", []) if entry["kind"] == "ip").startswith("10.")
