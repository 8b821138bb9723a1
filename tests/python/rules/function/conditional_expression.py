def rule(event):
    limit = 5 if event.get("region") == "eu" else 50
    return event.get("count", 0) > limit
