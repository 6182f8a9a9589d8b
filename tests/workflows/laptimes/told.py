"""Lengths as tests tell them."""

from datetime import timedelta


def days(length: timedelta) -> int:
    """The nearest whole number of days: acts of a lap are minutes apart."""
    return round(length / timedelta(days=1))
