def rule(event):
    return sorted(event.get("groups", []))[0] == "admins"
