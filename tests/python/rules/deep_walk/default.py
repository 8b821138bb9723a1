def rule(event):
    return event.deep_walk("rules", "port", default="") == ""
