def rule(event):
    mode = "unset"
    for setting in event.get("settings", []):
        if setting.get("name") == "mode":
            mode = setting.get("value")
    return mode == "open" or mode == "unset"
