def rule(event):
    if event.get("eventName") != "ConsoleLogin" or event.get("errorMessage"):
        return False
    session = event.deep_get("userIdentity", "sessionContext", "attributes", default={})
    return session.get("mfaAuthenticated", "false").lower() != "true" and "root" in (
        event.deep_get("userIdentity", "type", default="").lower(),
        event.deep_get("userIdentity", "userName", default=""),
    )
