def rule(event):
    try:
        return event.get("name").lower() == "root"
    except KeyError:
        return True
