def rule(event):
    try:
        ok = event["name"] == "root"
    except KeyError as error:
        if event.get("strict"):
            raise ValueError("no name") from error
        ok = True
    return ok
