RISK = {"iam": 3, "s3": 1}


def rule(event):
    return RISK.get(event.get("service"), 0) > 2
