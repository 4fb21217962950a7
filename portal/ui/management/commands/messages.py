"""`manage.py messages`: are all words translated? Without `--check` missing entries are added to the rooms' catalogues."""

from argparse import ArgumentParser
from collections import defaultdict
from typing import Any

import polib
from django.core.management.base import BaseCommand, CommandError

from portal.ui import catalogues, completeness
from portal.ui.extraction import Message

WIDTH = 120  # of a line in a catalogue: what is not changed stays as it was written


class Command(BaseCommand):
    help = "Compare the words in the sources with the Russian catalogues."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 when something is missing, unused or wrong")
        parser.add_argument("--room", help="look at this room only, for example cases")
        parser.add_argument("--prune", action="store_true", help="remove entries that no source uses")

    def handle(self, *args: Any, **options: Any) -> None:
        report = completeness.report("ru").of_room(options["room"])
        for line in report.lines():
            self.stdout.write(line)
        if options["check"]:
            if report.lines():
                raise CommandError("The Russian catalogues are not complete.")
            return
        self._add(report.missing)
        if options["prune"]:
            self._prune(report.unused)

    def _add(self, missing: list[Message]) -> None:
        by_room: dict[str, list[Message]] = defaultdict(list)
        for message in missing:
            by_room[message.room].append(message)
        for room, messages in by_room.items():
            path = catalogues.root() / "ru" / f"{room}.po"
            catalogue = polib.pofile(str(path), wrapwidth=WIDTH) if path.exists() else _new_catalogue()
            known = {(entry.msgctxt, entry.msgid) for entry in catalogue}
            catalogue.extend(_entry(message) for message in messages if (message.context, message.text) not in known)
            catalogue.save(str(path))

    def _prune(self, unused: list[catalogues.Entry]) -> None:
        gone = {(item.source, item.key) for item in unused}
        for path in {item.source for item in unused}:
            catalogue = polib.pofile(str(path), wrapwidth=WIDTH)
            for entry in [entry for entry in catalogue if (path, (entry.msgctxt, entry.msgid)) in gone]:
                catalogue.remove(entry)
            catalogue.save(str(path))


def _new_catalogue() -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=WIDTH)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "ru",
        "Plural-Forms": catalogues.RUSSIAN_PLURALS,
    }
    return catalogue


def _entry(message: Message) -> polib.POEntry:
    forms = {0: "", 1: "", 2: ""} if message.plural else {}
    return polib.POEntry(msgid=message.text, msgctxt=message.context, msgid_plural=message.plural, msgstr_plural=forms)
