def rule(event):
    assert event.get("schema") == 2
    return event.get("kind") != "noise"
