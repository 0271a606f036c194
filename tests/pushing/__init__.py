"""Pushes, against servers that keep what they are sent, check it, and fail where they are told to."""
