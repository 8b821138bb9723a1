def rule(event):
    kind = "high" if event.get("score", 0) > 8 else "medium" if event.get("score", 0) > 4 else "low"
    return kind == "medium"
