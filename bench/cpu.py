"""CPU time of processes: what work costs, whatever else the machine does meanwhile."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(pid: int) -> float:
    """CPU seconds that a process and all below it have used so far, those that ended and were buried included."""
    fields = {int(folder.name): _stat(folder) for folder in Path("/proc").glob("[0-9]*")}
    below: dict[int, list[int]] = {}
    for process, found in fields.items():
        if found:
            below.setdefault(int(found[1]), []).append(process)
    ticks, todo = 0, [pid]
    while todo:
        process = todo.pop()
        ticks += sum(map(int, fields.get(process, [])[11:15]))  # its own and its buried children's, user and system
        todo += below.get(process, [])
    return ticks / _TICKS


def _stat(folder: Path) -> list[str]:
    """The fields after the name; none when the process has gone."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
