def rule(event):
    return "public" in event.get("flags", {})
