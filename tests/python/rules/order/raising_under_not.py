def rule(event):
    return not (event.get("name").startswith("a") and event.get("kind") == "x")
