"""Kinds of events that log types share."""

FAILED_LOGIN = "failed_login"
SUCCESSFUL_LOGIN = "successful_login"
