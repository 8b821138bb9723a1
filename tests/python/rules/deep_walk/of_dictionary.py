from panther_base_helpers import deep_walk

ALLOWED = [{"names": ["a", "b"], "zones": []}, {"names": ["c"], "zones": ["z"]}]


def rule(event):
    info = {"name": event.deep_get("user", "name"), "zone": event.get("zone")}
    name = deep_walk(info, "name", default="?")
    zone = deep_walk(info, "zone", default="?")
    for one in ALLOWED:
        zones = deep_walk(one, "zones", default=[])
        if name in deep_walk(one, "names", default=[]) and (zones == [] or zone in zones):
            return True
    return False
