def rule(event):
    return event.get("id", "")[-4:] == "prod"
