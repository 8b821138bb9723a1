def rule(event):
    return set(event.get("scopes", ["none"])).issubset({"read", "list"})
