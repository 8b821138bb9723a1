def rule(event):
    return type(event.get("size")).__name__ == "int"
