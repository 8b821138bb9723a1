def rule(event):
    return ".".join([event.get("service", ""), event.get("method", "")]) == "iam.create"
