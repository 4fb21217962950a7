"""What cannot work is said in a sentence before anything is started."""

import os
import shutil
import socket
from collections import namedtuple

import pytest

from portal.runtime import preflight
from portal.runtime.errors import CannotStart
from portal.runtime.folders import private_folder, state_folder, take_lock

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def disk(monkeypatch):
    def with_free_megabytes(megabytes: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, megabytes * 1024**2))

    return with_free_megabytes


def test_499_megabytes_are_too_few_and_the_sentence_says_what_to_do(disk, tmp_path):
    disk(499)
    with pytest.raises(CannotStart, match=r"The disk is full: .* has 499 MB left and at least 500 MB are needed\..*VAR_DIR"):
        preflight.check_disk(tmp_path)


def test_500_megabytes_are_enough(disk, tmp_path):
    disk(500)
    preflight.check_disk(tmp_path)


def test_a_port_that_is_given_back_meanwhile_is_waited_for(monkeypatch):
    answers = iter([98, 98, None])
    monkeypatch.setattr(preflight, "_why_not", lambda host, port: next(answers))
    preflight.check_port("127.0.0.1", 8000)


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(CannotStart, match=r"Cannot listen on 192\.0\.2\.1:8000"):
        preflight.check_port("192.0.2.1", 8000)


def test_a_taken_port_is_refused(monkeypatch):
    monkeypatch.setattr(preflight, "_PORT_SECONDS", 0)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"Port {port} is taken .* make run PORT={port + 1}"):
            preflight.check_port("127.0.0.1", port)


def test_a_link_in_the_place_of_the_socket_folder_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(CannotStart, match="is not a folder of the user"):
        private_folder(tmp_path / "link")


def test_an_open_folder_of_ours_is_closed_to_others(tmp_path):
    (tmp_path / "open").mkdir(mode=0o777)
    assert private_folder(tmp_path / "open").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a folder of another user")
def test_state_of_another_user_is_refused(tmp_path):
    (tmp_path / "var").mkdir()
    os.chown(tmp_path / "var", 65534, 65534)
    with pytest.raises(CannotStart, match="belongs to another user"):
        state_folder(tmp_path / "var")


def test_the_lock_has_one_holder_and_is_free_after_it(tmp_path):
    with take_lock(tmp_path / "lock"):
        assert take_lock(tmp_path / "lock") is None
    with take_lock(tmp_path / "lock") as again:
        assert again is not None
