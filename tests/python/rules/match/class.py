def rule(event):
    match event.get("size"):
        case int(size) if size > 100:
            return True
        case str():
            return event.get("name") == "root"
        case None | bool():
            return False
    return False
