LIMIT = 5
LIMIT = LIMIT * 2 + 1


def rule(event):
    return event.get("n", 0) >= LIMIT
