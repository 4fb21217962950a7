"""Words of officers' pages about files of banks: fields, and what is wrong with a line."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from patents.models import RegistryLine

FIELDS: Final[dict[str, Any]] = {
    "amount": _("Sum"),
    "paid_on": _("Day of the payment"),
    "uin": _("UIN"),
    "payment_id": _("UIP"),
    "payer_inn": _("INN of the payer"),
    "payer_name": _("Payer"),
    "purpose_text": _("Purpose of the payment"),
    "bic": _("BIC of the payer's bank"),
    "payer_account": _("Account of the payer"),
    "document_number": _("Number of the document"),
}
LINE: Final[dict[str, Any]] = {
    "amount": _("the sum is not roubles and kopecks"),
    "date": _("the date is not a day from 2015 to today"),
    "fields": _("a field has the wrong length or characters"),
    "identity": _("nothing identifies the payment: no UIP, and no BIC with document number and payer"),
    "long": _("the line is too long"),
    "quotes": _("a quotation mark is not closed, or text runs on after one"),
}
# A field as the rules of files want it.
WRONG: Final[dict[str, Any]] = {
    "amount": LINE["amount"],
    "paid_on": LINE["date"],
    "uin": _("a UIN has 20 or 25 digits, the last of which checks the others"),
    "payment_id": _("at most 70 Latin letters, digits, “:”, “-” and “_”"),
    "payer_inn": _("an INN has 10 or 12 digits"),
    "payer_name": _("at most 300 characters"),
    "purpose_text": _("at most 500 characters"),
    "bic": _("a BIC has 9 digits"),
    "payer_account": _("an account has 20 digits"),
    "document_number": _("at most 20 characters"),
}


def reasons(line: RegistryLine) -> list[tuple[Any, Any]]:
    """Why a line was refused: (field, what is wrong with it), every wrong field. The field is empty where the line is wrong as a whole."""
    wrong = [name for name in line.faults.split(",") if name]
    return [(FIELDS[name], WRONG[name]) for name in wrong] or [("", LINE[line.problem])]
