"""The rows of the law as they were shipped, a line each: `python -m tests.legal.shipped` writes them down anew."""

import hashlib
import os
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).with_name("shipped_rows.txt")


def lines() -> list[str]:
    """Of each row what a database compares when it has the row already; its end may be closed later."""
    from portal.legal.data_files import series_rows

    told = []
    for row in series_rows():
        said = (row.kind, row.value, row.citation, str(row.published), row.confidence, row.note)
        told.append(f"{row.key} {row.scope or '-'} {row.start} {hashlib.sha256(repr(said).encode()).hexdigest()[:16]}")
    return sorted(told)


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
    django.setup()
    LIST.write_text("\n".join(lines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
