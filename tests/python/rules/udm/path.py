def rule(event):
    return event.udm("source_ip") == "10.0.0.1"
