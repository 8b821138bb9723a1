import ipaddress


def rule(event):
    return ipaddress.ip_address(event.get("ip")).version == 6
