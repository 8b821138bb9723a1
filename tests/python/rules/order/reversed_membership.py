def rule(event):
    return "root" in reversed(event.get("groups", []))
