import json


def rule(event):
    return json.loads(event.get("details", "{}")).get("admin") is True
