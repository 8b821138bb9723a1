def rule(event):
    return type(event.get("value")) == str
