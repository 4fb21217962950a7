"""The migrations one by one, as a database took them that is older than their squashed ones: `python -m tests.migrating`."""

import os
from unittest import mock

from django.db.migrations.loader import MigrationLoader


class OneByOne(MigrationLoader):
    """As if there were no squashed migrations."""

    def load_disk(self) -> None:
        super().load_disk()
        self.disk_migrations = {key: one for key, one in self.disk_migrations.items() if not one.replaces}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
    import django
    from django.core.management import call_command

    django.setup()
    with mock.patch("django.db.migrations.executor.MigrationLoader", OneByOne):
        call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
