def rule(event):
    limit = event.get("limit", 10)

    def exceeds(value):
        return value > limit

    return exceeds(event.get("x", 0)) and not exceeds(event.get("y", 0))
