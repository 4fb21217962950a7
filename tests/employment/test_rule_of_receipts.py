"""A receipt names the version of the rule by which it was answered: when the rule changes, so does the name."""

import ast
import hashlib
from pathlib import Path
from typing import Final

from employment.receipts import RULE

RULES: Final = Path(__file__).parents[2] / "patents" / "rules"
# What decides whether a patent is valid on a day, and through which day.
DECIDING: Final = ("extended.py", "months.py", "standing.py", "validity.py")
# When this test fails: did what "valid" means change, or only how it is written or worded? If it changed, raise `RULE` and add a line;
# else put the new digest beside the name that stands. A name that was given out is never used for another rule.
KNOWN: Final = {"patents.validity/3": "72d50e6e15d05773"}


def digest() -> str:
    """Of the code alone: comments, layout and docstrings decide nothing."""
    found = hashlib.sha256()
    for name in DECIDING:
        tree = ast.parse((RULES / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:]
        found.update(ast.dump(tree).encode())
    return found.hexdigest()[:16]


def test_the_name_of_the_rule_on_a_receipt_stands_for_the_rule_as_it_is() -> None:
    assert KNOWN[RULE] == digest()
