def rule(event):
    port = event.get("port")
    if isinstance(port, str) and port.isdigit():
        port = int(port)
    return isinstance(port, int) and port < 1024
