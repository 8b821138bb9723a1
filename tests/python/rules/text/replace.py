def rule(event):
    return event.get("number", "").replace("-", "").replace(" ", "") == "5551234"
