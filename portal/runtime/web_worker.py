"""The gunicorn worker for the second at which everybody comes.

gunicorn's own takes one new connection each time it looks, between two looks its threads work, and who is not taken waits in the
kernel's queue of a few thousand. When ten thousand people come within a second that queue is full, and the kernel turns some of them
away without an answer."""

from typing import Any

from gunicorn.workers.gthread import ThreadWorker

AT_ONCE = 256


class CrowdWorker(ThreadWorker):
    """Once its threads have more than enough to do, it takes all who wait. Before, one at a time: the other workers may be idle."""

    def accept(self, listener: Any) -> None:
        super().accept(listener)
        for _ in range(AT_ONCE):
            before = self.nr_conns
            in_hand = before - len(self.keepalived_conns) - len(self.pending_conns)
            if in_hand <= 4 * self.cfg.threads or before >= self.worker_connections:
                return
            super().accept(listener)
            if self.nr_conns == before:  # nobody waits any more
                return
