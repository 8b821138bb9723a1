def rule(event):
    return (
        event.get("eventSource") == "cloudtrail.amazonaws.com"
        and event.get("eventName") in ("StopLogging", "DeleteTrail", "UpdateTrail")
        and not event.get("errorCode")
    )
