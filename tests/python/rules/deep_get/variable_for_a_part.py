def rule(event):
    request = event.get("request", {})
    user = request.get("user", {})
    return user.get("kind") == "root" and request.get("count", 0) > 3
