def rule(event):
    if event.get("kind") == "bad":
        raise ValueError("bad")
    return True
