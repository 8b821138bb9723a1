def rule(event):
    ports = (port for port in event.get("ports", []) if port != 22)
    return 8080 in ports
