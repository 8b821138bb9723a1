import ipaddress


def rule(event):
    for ip in event.get("ips", []):
        try:
            if not ipaddress.ip_address(ip).is_private:
                return True
        except ValueError:
            continue
    return False
