def rule(event):
    return event.udm("first_hop") == "10.0.0.1"
