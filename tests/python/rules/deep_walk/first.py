def rule(event):
    return event.deep_walk("ips", "address", return_val="first") == "10.0.0.1"
