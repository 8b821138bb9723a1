def rule(event):
    return event.deep_walk("Rules", "port") == 22
