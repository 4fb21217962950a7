"""Run one command with PostgreSQL and Redis beside it: `python -m portal.runtime.with_services -- CMD...`."""

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from portal.runtime import addresses
from portal.runtime.children import Child
from portal.runtime.errors import CannotStart
from portal.runtime.folders import state_folder, take_lock
from portal.runtime.preflight import check_disk
from portal.runtime.services import Services


def run(command: Sequence[str], *, var: Path | None, throwaway: bool) -> int:
    """The exit status of `command`, run with DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL of the services.

    Without `var` the state lives in a temporary folder that is removed at the end.
    """
    with _state(var) as folder:
        check_disk(folder)
        services = Services(folder, throwaway=throwaway)
        try:
            services.start()
            return _run_command(command, services.environment())
        finally:
            services.stop()
            if var is None:
                services.discard()
            shutil.rmtree(addresses.socket_dir(folder), ignore_errors=True)


@contextmanager
def _state(var: Path | None) -> Iterator[Path]:
    folder = state_folder(var or Path(tempfile.mkdtemp(prefix="portal-services-")).resolve())
    lock = take_lock(folder / "lock")
    if lock is None:
        raise CannotStart(f"The services on {folder} are already running.")
    try:
        yield folder
    finally:
        lock.close()
        if var is None:
            shutil.rmtree(folder, ignore_errors=True)


def _run_command(command: Sequence[str], environment: dict[str, str]) -> int:
    child = Child(name=command[0], argv=command, env=environment, orphan_signal=signal.SIGTERM)

    asked: list[int] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        if child.running and child.process:
            child.process.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    signal.signal(signal.SIGINT, lambda *_: None)  # the terminal sends Ctrl-C to the command as well
    child.start()
    assert child.process
    for early in asked:  # it came while the command was being started
        child.process.send_signal(early)
    status = child.process.wait()
    return status if status >= 0 else 128 - status


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="with_services", description=__doc__)
    parser.add_argument("--var", type=Path, help="keep the state in this folder")
    parser.add_argument("--throwaway", action="store_true", help="do not wait for the disk: for tests")
    parser.add_argument("command", nargs="+", help="the command and its arguments, after --")
    options = parser.parse_args(arguments)
    try:
        return run(options.command, var=options.var and options.var.resolve(), throwaway=options.throwaway)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 127
    except CannotStart as error:
        print(f"Cannot start: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
