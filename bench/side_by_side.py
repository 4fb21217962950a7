"""What sites that take turns in rounds did, side by side: a table of the middle, ratios inside each round, aims."""

from statistics import median

from bench.aims import judged

Measured = dict[str, list[dict[str, float]]]


def table(found: Measured, words: dict[str, str], what: str) -> None:
    """`words` name the sites; `what` is what was counted in a second."""
    print(f"  {'':<34}{what:>20}{'middle ms':>11}{'p99 ms':>8}{'CPU us: web':>14}{'database':>10}")
    for name, text in words.items():
        rows = found[name]
        middle = {figure: median(row[figure] for row in rows) for figure in rows[0]}
        print(
            f"  {text:<34}{spread([row['per_second'] for row in rows], 0):>20}{middle['middle_ms']:>11.1f}{middle['p99_ms']:>8.1f}"
            f"{middle['web_us']:>14.0f}{middle['database_us']:>10.0f}"
        )


def ratios(found: Measured, figure: str, one: str, other: str) -> list[float]:
    return [_figure(mine, figure) / _figure(theirs, figure) for mine, theirs in zip(found[one], found[other], strict=True)]


def _figure(row: dict[str, float], figure: str) -> float:
    return row["web_us"] + row["database_us"] if figure == "cpu_us" else row[figure]


def compare(what: str, found: list[float], *, at_least: float = 0, at_most: float = float("inf")) -> None:
    aim = f"aim: at least {at_least}" if at_least else f"aim: at most {at_most}" if at_most < float("inf") else ""
    print(f"  {what:<34}{spread(found, 2):>20}      {aim}{judged(what, met=at_least <= median(found) <= at_most)}")


def spread(values: list[float], digits: int) -> str:
    """Least, middle, greatest."""
    return " ".join(f"{value:.{digits}f}" for value in (min(values), median(values), max(values)))
