"""`python -m bench` runs everything and then says by its exit status whether an aim was missed."""

import subprocess
import sys

import pytest

WITH_TWO = """
import sys, types
import bench.__main__ as main
from bench.aims import judged
def module(name, met):
    made = types.ModuleType(name)
    made.OWN_SERVER = True
    made.run = lambda: print(name, judged(name + ": ratio", met=met).strip())
    return made
found = {"bench.one": module("one", sys.argv[1] == "met"), "bench.two": module("two", True)}
main.import_module = found.__getitem__
main.pkgutil = types.SimpleNamespace(iter_modules=lambda _path: [types.SimpleNamespace(name=name.partition(".")[2]) for name in found])
sys.exit(main.main([]))
"""


@pytest.mark.parametrize(("word", "status", "named"), [("met", 0, ""), ("missed", 1, "Aim missed: one: ratio")])
def test_a_missed_aim_is_named_at_the_end_and_stops_nothing(word: str, status: int, named: str):
    done = subprocess.run([sys.executable, "-c", WITH_TWO, word], capture_output=True, text=True, check=False)
    assert (done.returncode, "two" in done.stdout) == (status, True), done.stderr
    assert [line for line in done.stderr.splitlines() if line.startswith("Aim missed")] == ([named] if named else [])
    assert ("aim missed" in done.stdout) == bool(named)
