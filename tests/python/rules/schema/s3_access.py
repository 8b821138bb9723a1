from ipaddress import ip_network, ip_address

BUCKETS = {"logs", "backups"}
OFFICE = ip_network("10.0.0.0/8")


def rule(event):
    if BUCKETS and event.get("bucket") not in BUCKETS:
        return False
    if "remoteip" not in event:
        return False
    return ip_address(event.get("remoteip")) not in OFFICE and event.get("httpstatus", 0) < 400
