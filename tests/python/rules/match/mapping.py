def rule(event):
    match event.get("user"):
        case {"type": "root"}:
            return True
        case {"type": "user", "name": name}:
            return name == "admin"
        case _:
            return False
