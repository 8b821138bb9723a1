def rule(event):
    granted = {}
    for entry in event.get("permissions", []):
        granted[entry.get("name")] = entry.get("granted")
    return all(granted.get(name) for name in ("read", "write"))
