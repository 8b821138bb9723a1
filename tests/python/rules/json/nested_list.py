import json


def rule(event):
    policy = json.loads(event.get("policy", "{}"))
    for statement in policy.get("Statement", []):
        if statement.get("Effect") == "Allow" and statement.get("Principal") == "*":
            return True
    return False
