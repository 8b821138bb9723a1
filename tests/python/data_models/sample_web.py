import event_kinds


def get_event_type(event):
    if event.get("path", "").startswith("/login"):
        if event.get("status") == 401:
            return event_kinds.FAILED_LOGIN
        return event_kinds.SUCCESSFUL_LOGIN
    return None


def get_actor_user(event):
    return event.get("login", "nobody").lower()
