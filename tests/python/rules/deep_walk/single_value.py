def rule(event):
    return event.deep_walk("resources", "owner", "id") == "42"
