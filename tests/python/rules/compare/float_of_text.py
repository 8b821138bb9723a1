def rule(event):
    return float(event.get("score", 0)) > 0.5
