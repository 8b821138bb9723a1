def rule(event):
    return event.udm("source_ip", default="none") == "none"
