BASE = {"a": "x", "b": "y"}
MORE = {**BASE, "c": "z"}
MORE.update({"b": "w"})


def rule(event):
    return MORE.get(event.get("key")) == event.get("value") is not None
