def rule(event):
    return event.lookup("tor_exit_nodes", event.get("ip")) is not None
