"""How long something takes, in milliseconds: the fastest of many tries, because whatever else the machine does only adds."""

import time
from collections.abc import Callable

WARM_UP = 5


def fastest(act: Callable[[], object], *, times: int = 40) -> float:
    for _try in range(WARM_UP):
        act()
    return 1000 * min(_one(act) for _try in range(times))


def _one(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
