def rule(event):
    try:
        count = int(event.get("count"))
    except (TypeError, ValueError):
        count = 0
    return count == 0
