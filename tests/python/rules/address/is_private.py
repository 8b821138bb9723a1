import ipaddress


def rule(event):
    return ipaddress.ip_address(event.get("ip", "0.0.0.0")).is_private
