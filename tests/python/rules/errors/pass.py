def rule(event):
    name = "none"
    try:
        name = event["user"]["name"].lower()
    except (KeyError, AttributeError, TypeError):
        pass
    return name in ("none", "root")
