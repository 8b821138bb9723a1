def rule(event):
    return event.get("method", "").upper() in {"PUT", "POST"}
