def rule(event):
    return event.get("path", "").find("..") == -1
