def rule(event):
    value = event.get("depth", 0)
    while value > 10:
        value = value // 2
    return value == 7
