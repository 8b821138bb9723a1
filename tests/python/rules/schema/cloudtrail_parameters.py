def rule(event):
    parameters = event.get("requestParameters") or {}
    groups = event.deep_get("requestParameters", "ipPermissions", "items", default=[])
    return parameters.get("policyArn", "").endswith("/AdministratorAccess") or any(
        entry.get("fromPort") == 22 for entry in groups
    )
