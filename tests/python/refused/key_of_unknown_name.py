def rule(event):
    return event.get(event.get("field")) == "secret"
