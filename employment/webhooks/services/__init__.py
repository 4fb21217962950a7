"""Everything that happens to addresses for notices and to the notices."""

from employment.webhooks.services.attempts import claim, end_orphans, record
from employment.webhooks.services.endpoints import add_endpoint, remove_endpoint, replace_secret, switch_off, switch_on
from employment.webhooks.services.notices import send_again, tell_organisation, tell_test

__all__ = [
    "add_endpoint",
    "claim",
    "end_orphans",
    "record",
    "remove_endpoint",
    "replace_secret",
    "send_again",
    "switch_off",
    "switch_on",
    "tell_organisation",
    "tell_test",
]
