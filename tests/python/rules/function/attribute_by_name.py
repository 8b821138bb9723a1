import company_settings


def rule(event):
    limit = getattr(company_settings, "LIMIT", 10)
    if hasattr(company_settings, "DOMAINS"):
        return event.get("size") > limit
    return event.get("size") > 100
