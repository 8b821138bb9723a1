def rule(event):
    return f"{event.get('a')}|{event.get('b')}|{event.get('c')}" == "True|1|None"
