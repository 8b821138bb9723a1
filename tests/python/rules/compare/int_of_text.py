def rule(event):
    return int(event.get("port", "0")) == 22
