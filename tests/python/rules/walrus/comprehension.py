def rule(event):
    return any((low := name.lower()) == "root" or low == "admin" for name in event.get("names", []))
