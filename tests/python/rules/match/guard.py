def rule(event):
    match event.get("size"):
        case None:
            return False
        case 0:
            return True
        case size if size > 100:
            return True
    return False
