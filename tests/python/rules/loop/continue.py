def rule(event):
    for entry in event.get("entries", []):
        if entry.get("kind") != "user":
            continue
        if entry.get("role", "").lower() == "owner":
            return True
    return False
