WANTED = {"service": {"iam", "sts"}, "region": {"us-east-1"}}


def rule(event):
    for key, values in WANTED.items():
        if event.get(key) not in values:
            return False
    return True
