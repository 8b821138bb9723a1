def rule(event):
    found = [item for item in event.get("resources", []) if item.get("type")]
    return any(a.get("type") == "x" and b.get("type") == "y" for a in found for b in found)
