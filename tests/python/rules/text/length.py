def rule(event):
    return len(event.get("name", "")) > 5
