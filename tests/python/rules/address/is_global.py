import ipaddress


def rule(event):
    try:
        return ipaddress.ip_address(event.get("ip")).is_global
    except ValueError:
        return False
