def rule(event):
    try:
        return event.get("a").get("b").get("c") == 1
    except:  # noqa: E722
        return False
