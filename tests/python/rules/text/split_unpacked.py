def rule(event):
    user, domain = event.get("mail", "").split("@")
    return domain == "example.com" and user != "root"
