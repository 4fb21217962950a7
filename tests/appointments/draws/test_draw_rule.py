"""The lot: the same from the same seed and list, in whichever order they come, and anybody can recompute it."""

import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date, time
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from appointments.draws.rules.draw import Place, Request, Result, commitment, digest, draw

SEED = bytes(range(32))
DAYS = (date(2026, 12, 1), date(2026, 12, 2))
PLACES = [Place(id_, DAYS[id_ % 2], time(9 + id_ % 8, 20)) for id_ in range(1, 9)]
REQUESTS = [
    Request(f"CODE-{number:04}", DAYS if number % 3 else DAYS[:1], ("any", "morning", "afternoon")[number % 3]) for number in range(40)
]
BASE = Path(__file__).parents[3]


def run(seed: bytes = SEED, outside: str = "", requests: list[Request] = REQUESTS, places: list[Place] = PLACES) -> list[Result]:
    return draw(seed=seed, outside=outside, requests=requests, places=places)


def published(outside: str = "", **changes: Any) -> dict[str, Any]:
    told = {
        "algorithm": "1",
        "commitment": commitment(SEED),
        "seed": SEED.hex(),
        "outside_source": "rate" if outside else "",
        "outside_value": outside,
        "digest": digest(REQUESTS, PLACES),
        "requests": [{"code": one.code, "days": [day.isoformat() for day in one.days], "part": one.part} for one in REQUESTS],
        "places": [{"id": one.id, "day": one.day.isoformat(), "at": f"{one.at:%H:%M}"} for one in PLACES],
        "results": [{"code": one.code, "rank": one.rank, "place": one.place} for one in run(outside=outside)],
    }
    return {**told, **changes}


def test_the_order_in_which_rows_come_changes_nothing() -> None:
    expected = run()
    for turn in range(20):
        mixed, places = list(REQUESTS), list(PLACES)
        random.Random(turn).shuffle(mixed)
        random.Random(turn + 1).shuffle(places)
        assert run(requests=mixed, places=places) == expected


def test_every_place_goes_to_one_request_that_fits_and_nobody_is_passed_over() -> None:
    results, asked, places = run(), {one.code: one for one in REQUESTS}, {one.id: one for one in PLACES}
    assert [one.rank for one in results] == list(range(1, 41))
    given = [one.place for one in results if one.place is not None]
    assert len(given) == len(set(given)) == len(PLACES)
    left = set(places)
    for one in results:
        fitting = {id_ for id_ in left if asked[one.code].fits(places[id_])}
        best = min(fitting, key=lambda id_: (places[id_].day, places[id_].at, id_), default=None)
        assert one.place == best
        left.discard(best)  # type: ignore[arg-type]


def test_seed_list_and_value_from_outside_each_change_the_order() -> None:
    usual = [one.code for one in run()]
    assert [one.code for one in run(seed=bytes(32))] != usual
    assert [one.code for one in run(outside="91.50")] != usual
    others = list(run(requests=REQUESTS[:-1]))
    assert [one.code for one in others] != [code for code in usual if code != REQUESTS[-1].code]


def test_over_many_seeds_everybody_wins_equally_often() -> None:
    """4,000 lots of 10 equal requests for one place: each wins 400 times, give or take what chance allows (5 sigma: 95)."""
    equal = [Request(f"CODE-{number:04}", DAYS[:1], "any") for number in range(10)]
    one_place = [Place(1, DAYS[0], time(9))]
    won = Counter(run(seed=number.to_bytes(32, "big"), requests=equal, places=one_place)[0].code for number in range(4000))
    assert len(won) == 10
    assert all(abs(times - 400) < 95 for times in won.values()), won


def test_noon_belongs_to_the_afternoon() -> None:
    noon = [Place(1, DAYS[0], time(12))]
    assert run(requests=[Request("A", DAYS, "morning")], places=noon)[0].place is None
    assert run(requests=[Request("A", DAYS, "afternoon")], places=noon)[0].place == 1


def documented_program() -> str:
    page = (BASE / "docs" / "draws.md").read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0]


def by_the_documents_program(path: Path) -> int:
    return subprocess.run(
        [sys.executable, "-I", "-c", documented_program(), str(path)], capture_output=True, timeout=60, check=False
    ).returncode


def by_node(path: Path) -> int:
    node = shutil.which("node")
    assert node, "node is needed for the second way to recompute a draw"
    command = [node, str(Path(__file__).with_name("recompute.mjs")), str(path)]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode


@pytest.mark.parametrize("recompute", [by_the_documents_program, by_node])
def test_two_programs_that_share_no_line_with_the_portal_agree_and_notice_every_change(recompute: Any, tmp_path: Path) -> None:
    path = tmp_path / "draw.json"

    def answer(told: dict[str, Any]) -> int:
        path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return recompute(path)

    assert answer(published()) == 0
    assert answer(published("курс 91,50")) == 0
    results = published()["results"]
    swapped = [{**results[0], "place": results[1]["place"]}, {**results[1], "place": results[0]["place"]}, *results[2:]]
    for change in (
        {"results": swapped},
        {"seed": bytes(32).hex()},
        {"requests": published()["requests"][1:]},
        {"digest": "0" * 64},
        {"outside_value": "1"},
    ):
        assert answer(published(**change)) == 1, change.keys()


def test_the_program_on_the_page_is_as_short_as_promised() -> None:
    assert len(documented_program().splitlines()) <= 25


def test_ten_thousand_requests_and_a_thousand_places_are_drawn_in_seconds() -> None:
    day = date(2026, 12, 1)
    requests = [Request(f"{number:09}", (day,), "any") for number in range(10_000)]
    places = [Place(number, day, time(9 + number // 120, number // 2 % 60)) for number in range(1000)]
    began = monotonic()
    results = draw(seed=bytes(32), outside="", requests=requests, places=places)
    assert sum(one.place is not None for one in results) == 1000
    assert monotonic() - began < 10
