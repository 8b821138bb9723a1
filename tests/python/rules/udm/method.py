import event_kinds


def rule(event):
    return event.udm("event_type") == event_kinds.FAILED_LOGIN
