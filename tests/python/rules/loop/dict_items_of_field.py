def rule(event):
    for key, value in event.get("labels", {}).items():
        if key.startswith("env") and value == "prod":
            return True
    return False
