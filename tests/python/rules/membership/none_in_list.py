def rule(event):
    return event.get("result") in ["ok", None, ""]
