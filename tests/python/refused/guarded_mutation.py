def rule(event):
    names = ["a", "b"]
    for item in event.get("items", []):
        if item in names:
            names.remove(item)
    return not names and bool(event.get("items").copy().pop())
