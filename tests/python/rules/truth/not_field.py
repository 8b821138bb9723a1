def rule(event):
    return not event.get("enabled", True)
