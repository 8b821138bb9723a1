def rule(event):
    return str(event.get("code")) == "403"
