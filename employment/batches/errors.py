from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class FileRefused(RuleViolation):
    code = "batch_file_refused"
    message = _("The file cannot be read as a list.")


class BatchMoved(WrongState):
    code = "batch_moved"
    message = _("This list has been started, finished or removed already.")


class DailyRowsSpent(RuleViolation):
    code = "batch_daily_rows_spent"
    message = _("An organisation may check %(limit)d rows a day by lists; %(left)d are left today. The list is kept: start it tomorrow.")


class TooManyLists(WrongState):
    code = "batch_too_many_waiting"
    message = _("%(limit)d lists wait to be started. Start or discard one first.")


__all__ = ["BatchMoved", "DailyRowsSpent", "FileRefused", "TooManyLists"]
