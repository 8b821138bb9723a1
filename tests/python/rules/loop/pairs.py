PAIRS = [("service", "iam"), ("method", "create")]


def rule(event):
    return all(event.get(key) == value for key, value in PAIRS)
