def rule(event):
    for setting in event.get("settings", []):
        if setting.get("name") == "mode":
            return setting.get("value") == "open"
    return False
