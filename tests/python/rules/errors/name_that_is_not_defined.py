def rule(event):
    try:
        return json.loads(event.get("body"))["user"] == "root"
    except NameError:
        return event.get("user") == "root"
