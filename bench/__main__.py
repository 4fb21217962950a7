"""`make bench`: every module of `bench/` that has `run()`, on a database of its own. Prints ratios measured in one run.
All of them run; afterwards the exit status is 1 and the aims that were missed are named, if any was.

python -m bench            all of them
python -m bench queue      these only
python -m bench bookings rounds=2 places=100      with numbers for its `run()`

A module that says `OWN_SERVER = True` brings its own database server.
"""

import os
import pkgutil
import sys
from contextlib import nullcontext
from importlib import import_module

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
os.environ.setdefault("PYTEST_DB", "portal_bench")

import django
from django.test.utils import setup_test_environment


def main(words: list[str]) -> int:
    """The exit status: 1 when an aim was missed. One that is missed stops no other measurement."""
    wanted = [word for word in words if "=" not in word]
    numbers = {name: int(value) for name, _sign, value in (word.partition("=") for word in words if "=" in word)}
    django.setup()
    setup_test_environment(debug=False)  # the test client's host is one of ours
    from bench.database import own_database

    names = [module.name for module in pkgutil.iter_modules(["bench"]) if not wanted or module.name in wanted]
    for name in names:
        module = import_module(f"bench.{name}")
        if hasattr(module, "run"):
            with nullcontext() if getattr(module, "OWN_SERVER", False) else own_database():
                module.run(**numbers)
    from bench.aims import missed

    for what in missed():
        print(f"Aim missed: {what}", file=sys.stderr)
    return 1 if missed() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
