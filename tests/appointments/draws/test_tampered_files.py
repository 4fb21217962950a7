"""A file of a draw that was written anew so that its digest stays is not believed."""

import json
import subprocess
import sys
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from appointments.draws.publishing import check
from appointments.draws.rules.draw import Place, Request, Result, commitment, digest, draw

SEED = b"\7" * 32
DAY = date(2026, 6, 20)
ASKED = [Request(code, (DAY,), "any") for code in ("AAAA-2222", "BBBB-3333")]
PLACES = [Place(5, DAY, time(9)), Place(7, DAY, time(9))]
AS_PUBLISHED = {"id": 5, "day": "2026-06-20", "at": "09:00"}, {"id": 7, "day": "2026-06-20", "at": "09:00"}


def a_file(results: list[Result], **fields: Any) -> dict[str, Any]:
    requests = [{"code": one.code, "days": [DAY.isoformat()], "part": "any"} for one in ASKED]
    told = {"algorithm": "1", "seed": SEED.hex(), "commitment": commitment(SEED), "digest": digest(ASKED, PLACES)}
    shown = [{"code": one.code, "rank": one.rank, "place": one.place} for one in results]
    return {
        **told,
        "outside_source": "",
        "outside_value": "",
        "requests": requests,
        "places": list(AS_PUBLISHED),
        "results": shown,
        **fields,
    }


def lot(requests: list[Request] = ASKED, places: list[Place] = PLACES) -> list[Result]:
    return draw(seed=SEED, outside="", requests=requests, places=places)


def recomputed_from_the_docs(told: dict[str, Any], folder: Path) -> str:
    text = (Path(__file__).parents[3] / "docs/draws.md").read_text(encoding="utf-8")
    (folder / "draw.json").write_text(json.dumps(told), encoding="utf-8")
    program = text.split("```python\n")[1].split("```")[0]
    return subprocess.run([sys.executable, "-c", program, folder / "draw.json"], capture_output=True, text=True, check=False).stdout.strip()


def test_what_was_published_holds(tmp_path: Path) -> None:
    assert (check(a_file(lot())), recomputed_from_the_docs(a_file(lot()), tmp_path)) == ([], "YES")


def test_seconds_that_the_digest_does_not_see_do_not_change_who_gets_which_place(tmp_path: Path) -> None:
    swapped = lot(places=[Place(5, DAY, time(9, 0, 30)), PLACES[1]])
    assert swapped != lot()
    told = a_file(swapped, places=[{**AS_PUBLISHED[0], "at": "09:00:30"}, AS_PUBLISHED[1]])
    assert check(told) == ["a request or a place is not written as the portal publishes it"]
    assert recomputed_from_the_docs(told, tmp_path) == "NO"


def test_two_requests_are_not_hidden_in_one_code(tmp_path: Path) -> None:
    merged = Request("AAAA-2222 2026-06-20 any\nBBBB-3333", (DAY,), "any")
    told = a_file(lot([merged]), requests=[{"code": merged.code, "days": ["2026-06-20"], "part": "any"}])
    assert told["digest"] == digest([merged], PLACES)
    assert check(told) == ["a request or a place is not written as the portal publishes it"]
    assert recomputed_from_the_docs(told, tmp_path) == "NO"


@pytest.mark.parametrize("day", ["20260620", "2026-W25-6"])
def test_a_day_is_written_in_one_way(day: str) -> None:
    told = a_file(lot(), places=[{**AS_PUBLISHED[0], "day": day}, AS_PUBLISHED[1]])
    assert check(told) == ["a request or a place is not written as the portal publishes it"]
