def rule(event):
    key = event.get("key", "")
    if not key:
        for resource in event.get("resources", []):
            if resource.get("type") == "object" and "/" in resource.get("path", ""):
                key = resource.get("path").split("/", 1)[1]
                break
    return key.endswith(".txt")
