import ipaddress


def rule(event):
    source = event.get("source")
    if not source:
        return False
    try:
        ipaddress.IPv4Address(source)
    except ipaddress.AddressValueError:
        try:
            ipaddress.IPv6Address(source)
        except ipaddress.AddressValueError:
            return False
    return True
