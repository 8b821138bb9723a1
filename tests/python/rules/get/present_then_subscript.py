def rule(event):
    if "request" in event and event["request"]["verb"] in ("create", "patch"):
        return event["request"].get("dry_run") is not True
    return False
