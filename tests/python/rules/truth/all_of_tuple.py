def rule(event):
    return all([event.get("a"), event.get("b"), event.get("c") != "no"])
