def rule(event):
    return event.deep_get("actor", "id", default=event.get("user")) == "root"
