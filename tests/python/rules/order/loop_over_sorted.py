def rule(event):
    for group in sorted(set(event.get("groups", []))):
        if group.startswith("adm"):
            return True
    return False
