import ipaddress


def rule(event):
    return any(ipaddress.ip_address(ip).is_global for ip in event.get("ips", []))
