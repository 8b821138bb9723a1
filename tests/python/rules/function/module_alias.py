import base_helpers as helpers


def rule(event):
    return helpers.text(event, "name") in helpers.NAMES and not helpers.denied(event)
