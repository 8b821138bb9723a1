def rule(event):
    return 8080 in (port["number"] for port in event.get("ports", []))
