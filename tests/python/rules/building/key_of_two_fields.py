def rule(event):
    key = (event.get("service"), event.get("action"))
    return key in {("iam", "create"), ("s3", "delete")}
