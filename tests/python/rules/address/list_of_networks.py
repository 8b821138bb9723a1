import ipaddress

ALLOWED = ["192.168.1.0/24", "10.10.0.0/16"]


def rule(event):
    address = ipaddress.ip_address(event.get("ip"))
    for network in ALLOWED:
        if address in ipaddress.ip_network(network):
            return False
    return True
