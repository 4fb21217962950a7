"""How long something takes, as the middle of many tries, in milliseconds."""

import time
from collections.abc import Callable
from statistics import median

WARM_UP = 5


def middle(act: Callable[[], object], *, times: int = 40) -> float:
    for _try in range(WARM_UP):
        act()
    return 1000 * median(_one(act) for _try in range(times))


def _one(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
