def rule(event):
    return f"{event.get('user')}@{event.get('domain')}" == "root@corp"
