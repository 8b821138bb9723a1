from panther_detection_helpers.caching import get_string_set


def rule(event):
    user = event.get("user")
    return user not in get_string_set("seen-users")
