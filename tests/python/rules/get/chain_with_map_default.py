def rule(event):
    return event.get("user", {}).get("name", "").startswith("svc-")
