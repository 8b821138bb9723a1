def rule(event):
    people = {event.get("caller"), event.get("owner"), "root"}
    return len(people) == 3 and len(list({event.get("caller"), event.get("target")})) == 1
