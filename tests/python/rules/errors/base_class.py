def rule(event):
    try:
        value = event["a"]["b"]
    except LookupError:
        return event.get("c") == 1
    except Exception:
        return event.get("c") == 2
    return value == 3
