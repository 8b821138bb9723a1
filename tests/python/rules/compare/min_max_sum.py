def rule(event):
    return max(event.get("a", 0), event.get("b", 0)) > 10
