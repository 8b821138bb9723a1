def rule(event):
    return not (event.get("a") != "x" and event.get("b") != "y")
