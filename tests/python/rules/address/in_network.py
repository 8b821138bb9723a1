from ipaddress import ip_address, ip_network

OFFICE = [ip_network("10.0.0.0/8"), ip_network("2001:db8::/32")]


def rule(event):
    return not any(ip_address(event.get("ip")) in network for network in OFFICE)
