def rule(event):
    first = next((entry for entry in event.get("entries", []) if entry.get("kind") == "ip"), None)
    return first is not None
