ACTIONS = {"create", "delete"}


def rule(event):
    return event.get("action") not in ACTIONS
