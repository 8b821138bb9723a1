def rule(event):
    total = event.get("sent", 0) + event.get("received", 0)
    return total >= 1000 or min(5, event.get("low", 5), 9) < 0
