def one_of(value, *wanted):
    return value in wanted


def rule(event):
    return one_of(event.get("state"), "open", "ajar")
