from datetime import timedelta

DAY = timedelta(days=1, hours=-2, minutes=30)


def rule(event):
    return event.get("age", 0) > DAY.total_seconds() and event.get("rest", 0) == DAY.seconds - DAY.days
