def rule(event):
    return event.udm("user", default="nobody") == "root"
