def rule(event):
    ports = (port for port in event.get("ports", []))
    return any(port > 1024 for port in ports) and any(port < 1024 for port in ports)
