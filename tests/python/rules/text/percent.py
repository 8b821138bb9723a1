def rule(event):
    return "%s-%s" % (event.get("a"), event.get("b")) == "x-2"
