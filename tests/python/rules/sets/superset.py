def rule(event):
    return {"read", "write"} <= set(event.get("scopes", []))
