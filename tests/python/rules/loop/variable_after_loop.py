def rule(event):
    for host in event.get("hosts", []):
        name = host.lower()
    return host.startswith("db") and name.endswith("prod")
