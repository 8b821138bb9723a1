import json


def rule(event):
    try:
        details = json.loads(event.get("details"))
    except (ValueError, TypeError):
        return False
    return details["name"] == "root" and details.get("level", 0) > 3
