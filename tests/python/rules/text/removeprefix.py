def rule(event):
    return event.get("user", "").removeprefix("okta:").removesuffix("@corp") == "root"
