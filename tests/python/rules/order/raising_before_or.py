def rule(event):
    return event.get("name").lower() == "root" or event.get("kind") == "x"
