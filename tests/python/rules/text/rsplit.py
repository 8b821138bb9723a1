def rule(event):
    return event.get("host", "").rsplit(".", 1)[0] == "a.b"
