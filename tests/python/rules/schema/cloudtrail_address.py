from ipaddress import ip_address


def rule(event):
    try:
        ip_address(event.get("sourceIPAddress"))
    except ValueError:
        return False
    return "arn" not in event.get("userIdentity", {}) and event.get("readOnly") is not True
