def rule(event):
    return event.get("host", "").count(".") >= 3
