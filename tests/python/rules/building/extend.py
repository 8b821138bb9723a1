def rule(event):
    names = []
    for group in event.get("groups", []):
        names.extend(group.get("names", []))
    return "root" in names
