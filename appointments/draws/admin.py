"""Draws in the menu of the officers' site."""

from appointments.draws import officer

__all__ = ["officer"]
