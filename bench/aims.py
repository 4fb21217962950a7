"""Which aims a run has missed: each says so on its own line, and `python -m bench` ends with all of them and a status of 1."""

_missed: list[str] = []


def judged(what: str, *, met: bool) -> str:
    """What to print behind a figure: nothing when its aim is met."""
    if met:
        return ""
    _missed.append(what)
    return "   aim missed"


def missed() -> tuple[str, ...]:
    return tuple(_missed)


__all__ = ["judged", "missed"]
