FIELDS = ["subject", "body", "footer"]


def rule(event):
    for name in FIELDS:
        if "invoice" in event.get(name, "").lower():
            return True
    return False
