def rule(event):
    return not event.get("size", 0) < 1000
