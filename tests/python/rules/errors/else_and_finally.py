def rule(event):
    try:
        port = int(event.get("port"))
    except ValueError:
        return False
    else:
        result = port > 1024
    finally:
        _done = True
    return result
