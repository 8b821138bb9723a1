def rule(event):
    return any(part.strip().lower() == "write" for part in event.get("scope", "").split(","))
