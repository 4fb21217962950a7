"""Why the portal cannot start, in words for the person at the terminal."""


class CannotStart(Exception):
    """Its text is one clear sentence: what is wrong and what to do about it."""
