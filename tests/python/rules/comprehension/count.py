def rule(event):
    return sum(1 for item in event.get("items", []) if item == "x") >= 1
