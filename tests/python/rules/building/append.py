def rule(event):
    ports = []
    for entry in event.get("entries", []):
        if entry.get("open"):
            ports.append(entry.get("port"))
    return 22 in ports
