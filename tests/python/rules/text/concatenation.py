def rule(event):
    return event.get("first", "") + "-" + event.get("second", "") == "a-b"
