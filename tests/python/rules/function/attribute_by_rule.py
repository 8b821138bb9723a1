from company_settings import settings


def rule(event):
    return event.get("domain") in settings.DOMAINS and event.get("port") not in settings.PORTS
