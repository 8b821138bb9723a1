from ipaddress import ip_network


def rule(event):
    source = event.get("source") or "0.0.0.0/32"
    return ip_network(source).is_global
