def rule(event):
    return "root" in (event.get("user"), event.get("target"), "nobody")
