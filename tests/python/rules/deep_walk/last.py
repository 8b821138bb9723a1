def rule(event):
    return event.deep_walk("changes", "deltas", "role", default="none", return_val="last") in ("owner", "none")
