def rule(event):
    for rule_ in event.get("rules", []):
        for source in rule_.get("sources", []):
            if source == "0.0.0.0/0" and rule_.get("port") == 22:
                return True
    return False
