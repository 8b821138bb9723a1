from ipaddress import ip_address

OFFICE = ("198.51.100.", "203.0.113.")


def rule(event):
    if event.get("eventName") != "ConsoleLogin":
        return False
    if event.deep_get("userIdentity", "type") != "Root":
        return False
    try:
        ip_address(event.get("sourceIPAddress", ""))
    except ValueError:
        return False
    return not event.get("sourceIPAddress").startswith(OFFICE)


def title(event):
    return f"root of {event.get('recipientAccountId')} logged in from outside the office"
