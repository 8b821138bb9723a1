def rule(event):
    seen = done = False
    for resource in event.get("resources", []):
        if seen and resource.get("type") == "end":
            done = True
        if resource.get("type") == "start":
            seen = True
    return done
