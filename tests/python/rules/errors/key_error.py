def rule(event):
    try:
        return event["user"]["name"] == "root"
    except KeyError:
        return True
