"""`manage.py verify_invariants`."""

import pytest
from django.core.management import call_command

from portal.runtime import invariants


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(invariants, "_registry", {})
    monkeypatch.setattr(invariants, "autodiscover_modules", lambda *_: None)


def test_each_invariant_is_one_line_and_all_well_is_status_0(registry, capsys):
    invariants.invariant("nothing is lost")(lambda: 0)
    call_command("verify_invariants")
    assert capsys.readouterr().out == "ok          0  nothing is lost\n"


def test_one_broken_invariant_is_status_1_and_the_others_are_still_counted(registry, capsys):
    invariants.invariant("nothing is lost")(lambda: 3)
    invariants.invariant("nothing is twice")(lambda: 0)
    with pytest.raises(SystemExit) as exit_status:
        call_command("verify_invariants")
    assert exit_status.value.code == 1
    assert capsys.readouterr().out == "BROKEN      3  nothing is lost\nok          0  nothing is twice\n"


def test_two_invariants_cannot_have_one_name(registry):
    invariants.invariant("nothing is lost")(lambda: 0)
    with pytest.raises(ValueError, match="nothing is lost"):
        invariants.invariant("nothing is lost")(lambda: 1)


def test_the_real_ones_hold_on_an_empty_database(db, capsys):
    call_command("verify_invariants")
    assert "events undelivered" in capsys.readouterr().out
