CONFIG = {"limits": {"daily": 10}, "users": ["root"]}


def rule(event):
    return event.get("count", 0) > CONFIG["limits"]["daily"] and event.get("user") in CONFIG["users"]
