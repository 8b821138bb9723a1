def rule(event):
    active = [threat for threat in event.get("threats", []) if threat.get("status") == "active"]
    return len(active) >= 2 and len(event.get("names", [])) != 3
