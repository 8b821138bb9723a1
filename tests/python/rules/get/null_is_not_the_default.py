def rule(event):
    return event.get("owner", "nobody") is None
