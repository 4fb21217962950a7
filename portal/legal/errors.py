"""Refusals of the law room."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation


class MissingLegalParameter(RuleViolation):
    """No value of this figure is in force on this day. Nothing is guessed: the act that needed it does not happen."""

    code = "missing_legal_parameter"
    message = _("A figure set by law is missing for this date (%(key)s %(scope)s, %(on)s). Nothing was changed.")

    def __init__(self, *, key: str, scope: str, on: date) -> None:
        super().__init__(key=key, scope=scope, on=on.isoformat())


class DateOutOfRange(RuleViolation):
    code = "date_out_of_range"
    message = _("The date lies outside the years that the working calendar covers.")


class LegalDataError(Exception):
    """A data file that must not be loaded. The text names the file, the row and what is wrong with it."""


class NothingToCorrect(RuleViolation):
    code = "legal_nothing_to_correct"
    message = _("No row of this figure is in force on this day: there is nothing to correct.")


class PeriodTaken(RuleViolation):
    """The new row begins inside, or before, a period that another act already fills."""

    code = "legal_period_taken"
    message = _("Another act already sets this figure for a part of this period.")


class NotALegalValue(RuleViolation):
    code = "not_a_legal_value"
    message = _("The value does not fit the kind of the figure (%(kind)s).")


class UnknownFigure(RuleViolation):
    code = "unknown_figure"
    message = _("There is no figure of this name.")


class WrongScope(RuleViolation):
    """A figure of the whole country was given a region, or a figure of a region none."""

    code = "wrong_scope"
    message = _("This figure needs the code of a region, or must have none.")


class UnknownRegion(RuleViolation):
    code = "unknown_region"
    message = _("There is no region with the code %(region)s.")


class UnknownCitizenship(RuleViolation):
    code = "unknown_citizenship"
    message = _("There is no citizenship with the code %(citizenship)s.")
