ALLOWED = {"eu": ["a", "b"], "us": ["c"]}


def rule(event):
    return event.get("user") not in ALLOWED.get(event.get("region"), [])
