def rule(event):
    return any("root" in entry.get("users", []) for entry in event.get("entries", []) if entry.get("active"))
