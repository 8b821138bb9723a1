ACTIONS = ["create", "delete", "update"]


def rule(event):
    return event.get("action") in ACTIONS
