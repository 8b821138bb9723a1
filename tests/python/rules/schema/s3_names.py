def rule(event):
    return (
        not event.get("ciphersuite")
        and event.get("operation", "").split(".")[0] == "REST"
        and event.get("httpstatus") in (200, 206, 304)
        and (event.get("bytessent") or 0) > 1000
        and not event.get("requester", "-").startswith("arn:aws:sts::")
    )
