def rule(event):
    state = "new"
    try:
        if event["kind"] == "a":
            return True
        state = "read"
    except KeyError:
        state = "failed"
    finally:
        done = state
    return done == "failed" and event.get("fallback") == "yes"
