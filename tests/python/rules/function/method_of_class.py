class Filter:
    names = ("a", "b")

    @staticmethod
    def accepts(name):
        return name in Filter.names


def rule(event):
    return Filter.accepts(event.get("name"))
