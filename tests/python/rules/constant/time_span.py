from datetime import timedelta

LIMIT = timedelta(hours=2).total_seconds()


def rule(event):
    return event.get("seconds", 0) > LIMIT
