"""`make bench`: every module of `bench/` that has `run()`, on a database of its own. Prints ratios measured in one run.

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


def main(words: list[str]) -> None:
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


if __name__ == "__main__":
    main(sys.argv[1:])
