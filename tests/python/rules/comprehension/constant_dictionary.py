LEVELS = {name: level for level, name in enumerate(["low", "medium", "high"])}


def rule(event):
    return LEVELS.get(event.get("severity"), -1) >= LEVELS["medium"]
