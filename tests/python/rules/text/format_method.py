def rule(event):
    return "{}:{}".format(event.get("host"), event.get("port")) in ("a:22", "b:22")
