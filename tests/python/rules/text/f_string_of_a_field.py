def rule(event):
    account = event.get("account", "")
    return event.get("arn") == f"arn:aws:iam::{account}:root"
