"""Where sign-in mail goes. `portal.notifications` stands above this room and registers itself here."""

from collections.abc import Callable
from datetime import timedelta

from portal.edge.letters import Letter

# (address, letter, how long the letter is of use)
Sender = Callable[[str, Letter, timedelta], None]
# The code in the latest demo mail to an address.
DemoReader = Callable[[str], str | None]
_senders: list[Sender] = []
_demo_readers: list[DemoReader] = []


def register_sender(sender: Sender) -> None:
    """`sender` keeps the letter safely before it returns, and sends it later."""
    _senders[:] = [sender]


def register_demo_reader(reader: DemoReader) -> None:
    """How `manage.py demo_code` finds the code that an applicant was sent."""
    _demo_readers[:] = [reader]


def latest_demo_code(address: str) -> str | None:
    return _demo_readers[0](address) if _demo_readers else None


def send(address: str, letter: Letter, *, useful_for: timedelta) -> None:
    """Raises `RuntimeError` when nobody carries mail: a code that never leaves must not look sent."""
    if not _senders:
        raise RuntimeError("no room sends mail")
    _senders[0](address, letter, useful_for)
