def rule(event):
    keys = {"always"}
    for field in ["added", "changed", "removed"]:
        keys.update(set(event.get(field, [])))
    return bool(keys & {"x", "y"}) and len(keys) > 0
