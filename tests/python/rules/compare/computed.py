def rule(event):
    minutes = event.get("seconds", 0) // 60
    left = 100 - event.get("used", 0)
    return minutes >= 5 and -left > -10 and event.get("share", 0) * 0.1 != 3
