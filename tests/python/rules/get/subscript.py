def rule(event):
    return event["user"]["name"] != "root"
