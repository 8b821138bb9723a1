def rule(event):
    return event.get("id")[0] == "A"
