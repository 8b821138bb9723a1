def hours(event):
    try:
        end = int(event.get("expires", 0))
        start = event.get("created", 0)
        if not end or not start:
            return None
        return (end - start) / (1000 * 3600)
    except (ValueError, TypeError):
        return None


def rule(event):
    span = hours(event)
    return span is not None and span > 72
