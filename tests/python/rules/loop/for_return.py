def rule(event):
    for change in event.get("changes", []):
        if change.get("field") == "admin" and change.get("new") is True:
            return True
    return False
