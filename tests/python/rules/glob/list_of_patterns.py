from base_helpers import pattern_match_list

ROLES = ["arn:aws:iam::*:role/admin-?", "arn:aws:iam::*:role/[xy]z"]


def rule(event):
    return pattern_match_list(event.deep_get("user", "arn", default=""), ROLES)
