"""Helpers that only Panther's service can answer."""
