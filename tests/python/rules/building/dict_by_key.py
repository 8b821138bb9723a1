def rule(event):
    context = {}
    context["user"] = event.get("user", "nobody")
    context["kind"] = event.get("kind")
    return context["user"] == "root" and context.get("kind") != "ok"
