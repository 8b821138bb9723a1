def rule(event):
    version = event.get("version", "")
    return "1.5" <= version < "2" or version > "b"
