NAMES = ["a"]
NAMES.append("b")
NAMES += ["c"]
for _name in ("d", "e"):
    NAMES.append(_name)


def rule(event):
    return event.get("name") in NAMES
