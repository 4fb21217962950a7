from django.utils.translation import gettext_lazy as _

from portal.errors import NotAllowed, RuleViolation, WrongState


class InnWrong(RuleViolation):
    code = "inn_wrong"
    message = _("This INN does not exist: its check digits do not fit. Compare it with the certificate.")


class HostDataTooLong(RuleViolation):
    code = "host_data_too_long"
    message = _("This is too long: %(field)s. At most %(most)s characters.")


class CodeUnknown(RuleViolation):
    code = "guest_code_unknown"
    message = _("This code is not valid any more, or there is a mistake in it. Ask the guest for a new one.")


class ArrivalInTheFuture(RuleViolation):
    code = "arrival_in_the_future"
    message = _("The day of arrival is in the future.")


class StayEndsBeforeArrival(RuleViolation):
    code = "stay_ends_before_arrival"
    message = _("The stay cannot end before the day of arrival.")


class NoticeMoved(WrongState):
    code = "arrival_moved"
    message = _("The notice has been answered or has ended already.")


class StayUnknown(RuleViolation):
    code = "stay_of_guest_unknown"
    message = _(
        "Put the date “stay until” of the migration card into the profile first: the registration cannot last longer than the stay."
    )


class StayWithoutCard(StayUnknown):
    """The guest's state has no migration card, so the day of entry or the contract of work settles it."""

    message = _(
        "First tell the portal the day on which you entered Russia, on the page of your entries and exits, or your contract of work, on "
        "the page “What am I today”: the registration cannot last longer than the stay. Citizens of Belarus need no migration card for it."
    )


class StayOver(RuleViolation):
    code = "stay_of_guest_over"
    message = _("By what the profile says, the stay is over. Put the new date into the profile, if it was extended.")


class DepartureImpossible(RuleViolation):
    code = "departure_impossible"
    message = _("The day of departure is in the future or before the arrival.")


class SecondPersonNeeded(NotAllowed):
    code = "second_person_needed"
    message = _("Another officer confirms what you have proposed.")


class DoubtGone(WrongState):
    code = "doubt_gone"
    message = _("This proposal was confirmed or returned meanwhile.")


class ListRefused(RuleViolation):
    code = "arrival_list_refused"
    message = _("The file cannot be read as a list.")


class AnotherPerson(RuleViolation):
    code = "arrival_of_another_person"
    message = _(
        "The notice names another date of birth than this profile, so nobody is registered by it. If it is meant for you, ask your host to "
        "file it anew with the right date, or correct your profile; if not, say that it is not about you."
    )


class BirthUnknown(RuleViolation):
    code = "birth_of_guest_unknown"
    message = _("Put your date of birth into the profile first: it is compared with that of the notice.")


class NoticeOver(WrongState):
    code = "arrival_over"
    message = _("The host is asked only about a notice that waits for the guest or about a registration that stands.")


class QuestionOpen(WrongState):
    code = "host_question_open"
    message = _("A question to the host waits for its answer already.")


class QuestionOver(WrongState):
    code = "host_question_over"
    message = _("The question was answered or taken back already.")


class AnswerDayImpossible(RuleViolation):
    code = "answer_day_impossible"
    message = _("Choose a day after today and within the next %(days)d days.")
