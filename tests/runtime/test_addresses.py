"""Addresses and secrets of the embedded mode."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from portal.runtime import addresses


def test_all_who_ask_for_a_secret_at_once_get_the_same(tmp_path):
    with ThreadPoolExecutor(32) as pool:
        answers = set(pool.map(lambda _: addresses.secret("key", tmp_path), range(200)))
    assert len(answers) == 1
    assert len(answers.pop()) == 44


def test_a_secret_is_readable_by_its_owner_only(tmp_path):
    addresses.secret("key", tmp_path)
    kept = tmp_path / "secrets" / "key"
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [path.name for path in kept.parent.iterdir()] == ["key"]


def test_the_socket_path_is_short_for_any_checkout_path():
    deep = Path("/" + "/".join(["очень длинная папка"] * 40))
    assert len(os.fsencode(addresses.socket_dir(deep) / ".s.PGSQL.5432")) < 107


def test_two_checkouts_have_two_socket_folders():
    assert addresses.socket_dir(Path("/a/var")) != addresses.socket_dir(Path("/b/var"))
