def rule(event):
    names = others = []
    names.append(event.get("user"))
    return "root" in others
