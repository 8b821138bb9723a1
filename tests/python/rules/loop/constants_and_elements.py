VERBS = ("create", "delete")


def rule(event):
    return any(verb in item.get("verbs", []) for item in event.get("rules", []) for verb in VERBS)
