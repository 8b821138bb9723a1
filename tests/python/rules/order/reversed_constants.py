STEPS = ("ask", "grant", "use")


def rule(event):
    return event.get("step") == next(step for step in reversed(STEPS) if step != event.get("not"))
