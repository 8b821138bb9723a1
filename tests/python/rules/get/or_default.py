def rule(event):
    return (event.get("user") or {}).get("name") != "root"
