def find(event, wanted):
    for entry in event.get("events", []):
        if entry.get("type") == wanted:
            return entry
    return {}


def rule(event):
    access = find(event, "access")
    if not access:
        return False
    for parameter in access.get("parameters", []):
        if parameter.get("name") == "visibility":
            return parameter.get("value") == "public"
    return False
