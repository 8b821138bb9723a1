def rule(event):
    try:
        if event["a"] == 1:
            return True
    except KeyError:
        return False
    finally:
        if event.get("force"):
            return True
    return False
