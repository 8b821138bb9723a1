def rule(event):
    return event.deep_walk("changes", "deltas", "role", return_val="last") != "reader"
