DOMAINS = ["evil.test", "bad.test"]


def rule(event):
    return any(event.get("host", "").endswith("." + domain) for domain in DOMAINS)
