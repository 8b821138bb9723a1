def rule(event):
    return "admin" in event.deep_walk("members", "role", default=[])
