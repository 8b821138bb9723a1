def rule(event):
    if (name := event.get("name")) and name.startswith("svc"):
        return name != "svc-ok"
    return False
