"""Helpers about addresses."""

import ipaddress


def is_address(text):
    """True for the text of an address of either family."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
