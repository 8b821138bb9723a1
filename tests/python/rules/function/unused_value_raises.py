def rule(event):
    _unused = event["session"]["id"]
    return event.get("action") == "x"
