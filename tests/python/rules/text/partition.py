def rule(event):
    _, _, domain = event.get("mail", "").partition("@")
    return domain not in ("example.com", "example.org")
