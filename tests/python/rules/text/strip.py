def rule(event):
    return event.get("name", "").strip() == "root"
