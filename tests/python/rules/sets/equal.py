def rule(event):
    return set(event.get("scopes", [])) == {"read", "write"}
