import ipaddress

ALLOWED = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/16")]


def inside(network, other):
    if network.version != other.network_address.version:
        return False
    return network.subnet_of(other)


def rule(event):
    own = ipaddress.ip_network(event.get("net"))
    return any(inside(own, other) for other in ALLOWED)
