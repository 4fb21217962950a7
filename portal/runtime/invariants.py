"""Statements about the whole database that must hold at any moment, each a function that counts the exceptions."""

from collections.abc import Callable

from django.utils.module_loading import autodiscover_modules

Count = Callable[[], int]
_registry: dict[str, Count] = {}


def invariant(name: str) -> Callable[[Count], Count]:
    """Register a count of what breaks the promise `name`; 0 means that it holds. Lives in an app's `invariants.py`."""

    def register(count: Count) -> Count:
        if _registry.setdefault(name, count) is not count:
            raise ValueError(f"Two invariants are called {name!r}")
        return count

    return register


def all_invariants() -> dict[str, Count]:
    """Every app's invariants by name, in the order of the apps."""
    autodiscover_modules("invariants")
    return dict(_registry)
