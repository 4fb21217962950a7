"""Everything that happens to a worker's leave to be watched."""

from employment.watch.services.beginning import begin_watch, name_watch
from employment.watch.services.ending import end_watch, end_watches_of_consent
from employment.watch.services.looking import look, look_at_due, look_at_person

__all__ = ["begin_watch", "end_watch", "end_watches_of_consent", "look", "look_at_due", "look_at_person", "name_watch"]
