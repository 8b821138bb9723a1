def rule(event):
    try:
        domain = event.get("mail", "").split("@")[1]
    except IndexError:
        return False
    return domain != "corp.test"
