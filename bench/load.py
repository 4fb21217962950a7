"""The load: so many clients that each wait for their answer and ask again. A process of its own, on this machine only.

python -m bench.load PORT SECONDS PATENTS

Prints one JSON object: answers per second, milliseconds of the middle and of the slowest hundredth, answers by status, all answers."""

import asyncio
import json
import random
import sys
import time
from collections import Counter

CLIENTS = 16
WARM_UP_SECONDS = 0.5
_END_OF_HEAD = b"\r\n\r\n"
_REQUEST = (
    "GET /api/v1/patent-check/?series=77&number={number} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
    "X-Forwarded-For: {address}\r\n\r\n"
)


class Tally:
    """What came back between the warm-up and the end."""

    def __init__(self, seconds: float) -> None:
        self.starts = time.perf_counter() + WARM_UP_SECONDS
        self.ends = self.starts + seconds
        self.times: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.answers = 0  # those of the warm-up as well

    def add(self, asked_at: float, status: str) -> None:
        now = time.perf_counter()
        self.answers += 1
        if self.starts <= asked_at and now <= self.ends:
            self.times.append(now - asked_at)
            self.statuses[status] += 1

    def report(self) -> dict[str, object]:
        times = sorted(self.times) or [float("nan")]
        return {
            "per_second": len(self.times) / (self.ends - self.starts),
            "middle_ms": 1000 * times[len(times) // 2],
            "p99_ms": 1000 * times[min(len(times) - 1, int(len(times) * 0.99))],
            "statuses": dict(self.statuses),
            "answers": self.answers,
        }


class Client(asyncio.Protocol):
    """One connection, one question at a time; opened again when the server closes it."""

    def __init__(self, tally: Tally, port: int, patents: int) -> None:
        self.tally, self.port, self.patents = tally, port, patents
        self.transport: asyncio.Transport | None = None
        self.closed = asyncio.get_running_loop().create_future()
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        assert self.transport
        if time.perf_counter() > self.tally.ends:
            self.transport.close()
            return
        self.received, self.asked_at = b"", time.perf_counter()
        self.transport.write(question(self.patents))

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, found, body = self.received.partition(_END_OF_HEAD)
        if found and len(body) >= _length(head):
            self.tally.add(self.asked_at, head[9:12].decode("ascii"))
            self.ask()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(None)


def question(patents: int) -> bytes:
    """Four of five are patents of the table (`bench.patents`), the fifth is unknown; everybody asks from an address of their own."""
    serial = random.randint(1, patents) if random.random() < 0.8 else random.randint(90_000_000, 99_999_999)
    address = f"10.{random.randint(0, 255)}.{random.randint(0, 255)}.{random.randint(1, 254)}"
    return _REQUEST.format(number=f"26{serial:08d}", address=address).encode()


def _length(head: bytes) -> int:
    _before, found, after = head.lower().partition(b"content-length:")
    if not found:
        raise ValueError("an answer without Content-Length")
    return int(after.partition(b"\r\n")[0])


async def _client(tally: Tally, port: int, patents: int) -> None:
    loop = asyncio.get_running_loop()
    while time.perf_counter() < tally.ends:
        _transport, client = await loop.create_connection(lambda: Client(tally, port, patents), "127.0.0.1", port)
        await client.closed


async def measure(port: int, seconds: float, patents: int) -> dict[str, object]:
    tally = Tally(seconds)
    await asyncio.wait_for(asyncio.gather(*(_client(tally, port, patents) for _n in range(CLIENTS))), timeout=seconds + 30)
    return tally.report()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])))))
