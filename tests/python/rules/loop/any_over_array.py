def rule(event):
    return any(item.get("type") == "bucket" for item in event.get("resources", []))
