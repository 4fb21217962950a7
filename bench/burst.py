"""Each of many requests sent once, by so many clients that each wait for their answer. A process of its own, on this machine only.

python -m bench.burst PORT CLIENTS FILE [BEGINS]

FILE is a JSON list of `[head, body]`, the head without its empty line and the length. BEGINS is a moment (seconds since 1970)
before which nobody asks. Prints one JSON object: seconds from the first request to the last answer, milliseconds of every answer from
the moment its person came, sorted, answers by status ("lost": the connection ended without one)."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path

Request = tuple[str, str]
_HEAD_ENDS = b"\r\n\r\n"
_ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Burst:
    port: int
    waiting: "deque[bytes]"
    times: list[float] = field(default_factory=list)
    statuses: "Counter[str]" = field(default_factory=Counter)
    bodies: "Counter[str]" = field(default_factory=Counter)

    async def client(self) -> None:
        """One connection after the other, each as long as the server keeps it."""
        while self.waiting:
            came = time.perf_counter()
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                self.waiting.popleft()
                self.statuses["lost"] += 1
                continue
            try:
                while self.waiting and await self._ask(reader, writer, self.waiting.popleft(), came):
                    came = time.perf_counter()
            finally:
                writer.close()

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes, came: float) -> bool:
        """True while the connection can be used again."""
        try:
            writer.write(request)
            head = (await reader.readuntil(_HEAD_ENDS)).lower()
            body = await reader.readexactly(_length(head))
        except (OSError, asyncio.IncompleteReadError):
            self.statuses["lost"] += 1
            return False
        self.times.append(1000 * (time.perf_counter() - came))
        status = head[9:12].decode("ascii")
        self.statuses[status] += 1
        if status >= "400":
            self.bodies[body.decode()[:400]] += 1
        return b"connection: close" not in head


def _length(head: bytes) -> int:
    _before, found, after = head.partition(b"content-length:")
    if not found:
        raise ValueError("an answer without Content-Length")
    return int(after.partition(b"\r\n")[0])


async def send(port: int, clients: int, requests: list[bytes], begins: float) -> dict[str, object]:
    burst = Burst(port, deque(requests))
    await asyncio.sleep(begins - time.time())
    begun = time.perf_counter()
    await asyncio.gather(*(burst.client() for _n in range(clients)))
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "times": sorted(burst.times), "statuses": burst.statuses, "bodies": dict(burst.bodies.most_common(3))}


@dataclass(frozen=True)
class Answers:
    """What came back."""

    seconds: float
    times: list[float]  # milliseconds, sorted
    statuses: dict[str, int]
    bodies: dict[str, int]  # of what was refused, the commonest

    def share(self, of: float) -> float:
        """Milliseconds that so many (0 to 1) of the answers did not exceed."""
        return self.times[min(len(self.times) - 1, int(len(self.times) * of))]


def answers_to(port: int, clients: int, requests: list[Request], *, begins: float = 0, patience: float = 300) -> Answers:
    """Send them from another process."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(requests, file)
        file.flush()
        command = [sys.executable, "-m", "bench.burst", str(port), str(clients), file.name, str(begins)]
        told = subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.PIPE, timeout=patience).stdout
    return Answers(**json.loads(told))


def _bytes(request: Request) -> bytes:
    head, body = request
    content = body.encode()
    return f"{head}\r\nHost: 127.0.0.1\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))
    begins = float(sys.argv[4]) if len(sys.argv) > 4 else 0
    print(json.dumps(asyncio.run(send(int(sys.argv[1]), int(sys.argv[2]), [_bytes(one) for one in asked], begins))))
