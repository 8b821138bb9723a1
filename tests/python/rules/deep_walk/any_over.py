def rule(event):
    ports = event.deep_walk("rules", "ports", default=[])
    if not isinstance(ports, list):
        ports = [ports]
    return any(port == 22 for port in ports)
