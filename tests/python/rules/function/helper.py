from base_helpers import denied


def rule(event):
    return denied(event) and event.get("service") == "s3"
