def rule(event):
    sender = event.deep_get("from", default="@").split("@")[-1]
    return sender != event.deep_get("to", default="@").split("@")[-1]
