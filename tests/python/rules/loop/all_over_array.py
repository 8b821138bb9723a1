def rule(event):
    return all(grant.startswith("read") for grant in event.get("grants", ["write"]))
