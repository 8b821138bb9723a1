from ipaddress import ip_address


def rule(event):
    try:
        ip_address(event.get("source"))
    except ValueError:
        return False
    return event.get("error") == "denied"
