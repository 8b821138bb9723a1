def rule(event):
    for resource in event.get("resources", []):
        if resource.get("type") == "AWS::S3::Bucket" and "prod" in resource.get("ARN", ""):
            return True
    return event.deep_get("userIdentity", "sessionContext", "attributes", "mfaAuthenticated", default="false") != "true" and event.get("eventType") == "AwsConsoleSignIn"
