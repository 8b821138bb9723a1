def rule(event):
    for item in event.get("items", []):
        if item == "stop":
            break
        if item == "go":
            return True
    return event.get("default") == "go"
