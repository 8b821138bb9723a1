import datetime


def rule(event):
    age = datetime.datetime.now().timestamp() - event.get("time")
    return age > 0
