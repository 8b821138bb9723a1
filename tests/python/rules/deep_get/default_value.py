def rule(event):
    return event.deep_get("policy", "state", default="off") != "off"
