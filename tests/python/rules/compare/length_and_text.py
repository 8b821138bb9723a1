def rule(event):
    return len([port for port in event.get("ports", []) if port > 1024]) != "1"
