STEPS = ["ask", "grant", "use"]


def rule(event):
    return any(event.get("step") == name and event.get("at") == at for at, name in enumerate(STEPS, start=1))
