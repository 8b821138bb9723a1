def rule(event):
    value = event.get("roles")
    roles = [value] if isinstance(value, str) else (value or [])
    return "admin" in roles
