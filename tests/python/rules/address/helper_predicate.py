from address_helpers import is_address


def rule(event):
    return not is_address(event.get("source")) and event.get("kind") == "api"
