def rule(event):
    return event.get("kind") == "x" or event.get("name").lower() == "root"
