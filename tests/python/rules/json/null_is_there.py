import json


def rule(event):
    body = json.loads(event.get("body"))
    return "user" in body and body["user"] is None and body.get("group", "none") is None
