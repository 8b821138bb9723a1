def rule(event):
    return "root" in event.get("chain", [])[:2]
