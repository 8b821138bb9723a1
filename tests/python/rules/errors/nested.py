def rule(event):
    try:
        try:
            name = event["name"]
        except KeyError:
            name = event["alias"]
        return name == "root"
    except KeyError:
        return event.get("kind") == "anonymous"
