def rule(event):
    count = 0
    for resource in event.get("resources", []):
        if resource.get("type") == "x":
            count += 1
    return count > 2
