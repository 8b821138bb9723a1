from ipaddress import ip_address


def rule(event):
    address = ip_address(event.get("ip"))
    return hasattr(address, "is_global") and address.is_global
