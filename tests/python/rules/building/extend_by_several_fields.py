def rule(event):
    names = []
    for key in ("owners", "groups", "labels", "tags"):
        names.extend(event.get(key, []))
    return "x" in names and "z" not in names
