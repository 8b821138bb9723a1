def rule(event):
    return 1024 <= event.get("port", 0) < 2048
