import time


def rule(event):
    return event.get("at") < time.time()
