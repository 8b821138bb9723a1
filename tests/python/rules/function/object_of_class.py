class Table:
    name = "table"

    def __init__(self, event, key):
        self.rows = event.get(key)
        self.key = key

    def first(self, *names):
        found = self.rows
        for name in names:
            found = found.get(name) if hasattr(found, "get") else None
        return found


class Users(Table):
    def __init__(self, event):
        super().__init__(event, "users")
        self.kind = "user"

    def is_admin(self):
        return self.first("admin", "active") is True and self.kind == "user"


def rule(event):
    users = Users(event)
    return users.is_admin() and users.name == "table" and users.key == "users"
