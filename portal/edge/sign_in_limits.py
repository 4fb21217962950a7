"""Limits of the doors: what counts as an attempt, and by whom."""

from django.http import HttpRequest


def count_attempt(request: HttpRequest) -> None:
    """Count this POST. Raises `LimitExceeded`."""
