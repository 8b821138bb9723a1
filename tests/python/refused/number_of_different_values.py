def rule(event):
    names = {name: True for name in event.get("names", [])}
    return len(names.keys()) == 3
