def rule(event):
    flags = [event.get("first"), event.get("second")]
    return event.get("names", []).count("root") >= 2 and flags.count(True) == 1
