def rule(event):
    return event.udm("source_ip") == "10.0.0.1" and event.udm("actor_user") != "root"
