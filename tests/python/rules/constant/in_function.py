def allowed():
    names = ["a", "b"]
    names.remove("a")
    return names


def rule(event):
    return event.get("name") not in allowed()
