"""The door for notices of payments: signed in the Standard Webhooks format, with the fields of the state payment system.

A notice may come again and again, each attempt signed anew: counting goes by the payment's own identity, so a repeat answers the same
and changes nothing. The very same request a second time is a replay, and one `webhook-id` with two bodies is a mistake: both are refused
(409)."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from patents.rules.identity import Transfer
from patents.rules.uin import is_uin, told_instead
from patents.services import receive_notice
from portal import clock
from portal.edge.api import parse_object
from portal.edge.text import clean_text
from portal.events.actor import SYSTEM
from portal.legal.api import PublicView

LARGEST_BODY = 64 * 1024
MOST_KOPECKS = 10**11  # a milliard roubles: no single transfer for a patent comes near
EARLIEST = date(2015, 1, 1)  # patents are paid in this way since then


class DoorClosed(APIException):
    status_code = 503
    default_detail = _("Notices of payments are not set up here.")
    default_code = "not_set_up"


class NotSigned(APIException):
    status_code = 401
    default_detail = _("The signature is wrong or too old.")
    default_code = "not_signed"


class TooLarge(APIException):
    status_code = 413
    default_detail = _("The notice is too large.")
    default_code = "too_large"


class Cleaned(serializers.CharField):
    """Text in its normal form, without what a database or a page cannot keep."""

    def to_internal_value(self, data: Any) -> str:
        return clean_text(super().to_internal_value(data), max_length=self.max_length or 0)


class Digits(Cleaned):
    """ASCII digits of a given length, or nothing."""

    def __init__(self, *lengths: int, **kwargs: Any) -> None:
        super().__init__(required=False, allow_blank=True, default="", max_length=max(lengths), **kwargs)
        self.lengths = lengths

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if text and not (len(text) in self.lengths and re.fullmatch("[0-9]+", text)):
            raise serializers.ValidationError(_("Digits only, in the right number."))
        return text


class Kopecks(serializers.IntegerField):
    """A whole number of JSON: not text, not a fraction, not true."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            raise serializers.ValidationError(_("A whole number of kopecks."))
        number: int = super().to_internal_value(data)
        return number


class NoticeShape(serializers.Serializer):
    """The names are those of the payment system."""

    paymentId = Cleaned(max_length=70, help_text="Unique identifier of the payment (UIP).")  # noqa: N815
    supplierBillID = Digits(1, 20, 25, help_text="UIN of the charge; 0 or empty when the payer gave none.")  # noqa: N815
    amount = Kopecks(min_value=1, max_value=MOST_KOPECKS, help_text="Kopecks.")
    paymentDate = serializers.CharField(max_length=40, help_text="The bank's date, or moment with its offset.")  # noqa: N815
    payerInn = Digits(10, 12)  # noqa: N815
    payerName = Cleaned(max_length=160, required=False, allow_blank=True, default="")  # noqa: N815
    purpose = Cleaned(max_length=210, required=False, allow_blank=True, default="")
    payerBik = Digits(9)  # noqa: N815
    payerAccount = Digits(20)  # noqa: N815
    documentNumber = Cleaned(max_length=20, required=False, allow_blank=True, default="")  # noqa: N815
    kbk = Digits(20)
    oktmo = Digits(8, 11)

    def validate_paymentId(self, value: str) -> str:  # noqa: N802 (the name of the field)
        if not re.fullmatch(r"[0-9A-Za-z:_-]+", value):
            raise serializers.ValidationError(_("Latin letters and digits only."))
        return value.upper()

    def validate_paymentDate(self, value: str) -> date:  # noqa: N802
        day = bank_date(value)
        if day is None or not EARLIEST <= day <= clock.today():
            raise serializers.ValidationError(_("A day from 2015 to today."))
        return day


class Received(serializers.Serializer):
    received = serializers.BooleanField()


class PaymentNoticeView(PublicView):
    @extend_schema(
        request=NoticeShape,
        responses=Received,
        summary="A payment has arrived (signed by the payment system)",
        description="Headers as Standard Webhooks has them. A repeat is signed anew and answered as the first; the same request a second"
        " time, and a webhook-id with another body, are 409; a wrong signature, or one older than five minutes, is 401.",
    )
    def post(self, request: Request) -> Response:
        body = _verified(request)
        notice = NoticeShape(data=parse_object(body))
        notice.is_valid(raise_exception=True)
        message, signed_at = request.headers["webhook-id"], int(float(request.headers["webhook-timestamp"]))
        receive_notice(transfer=_transfer(notice.validated_data), message=message, signed_at=signed_at, body=body, actor=SYSTEM)
        return Response({"received": True})


def _verified(request: Request) -> bytes:
    """The body, once its size and signature are right. The check begins from "not valid"."""
    if not settings.PAYMENT_NOTICE_SECRETS:
        raise DoorClosed
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise TooLarge
    body: bytes = request.body
    headers = {name: request.headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
    if not any(_is_signed(secret, body, headers) for secret in settings.PAYMENT_NOTICE_SECRETS):
        raise NotSigned
    return body


def _is_signed(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    try:
        Webhook(secret).verify(body, headers, json_parse=False)
    except (WebhookVerificationError, ValueError):  # ValueError: a header that is no base64, a body that is no text
        return False
    return True


def bank_date(text: str) -> date | None:
    """A civil date in Moscow from a date, or from a moment with its offset; None for anything else."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return moment.astimezone(clock.MOSCOW).date() if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _transfer(notice: dict[str, Any]) -> Transfer:
    bill = notice["supplierBillID"]
    return Transfer(
        source="notice",
        amount=Decimal(notice["amount"]) / 100,
        paid_on=notice["paymentDate"],
        payment_id=notice["paymentId"],
        bic=notice["payerBik"],
        document_number=notice["documentNumber"],
        payer_account=notice["payerAccount"],
        payer_inn=notice["payerInn"],
        payer_name=notice["payerName"],
        purpose_text=notice["purpose"],
        uin=bill if is_uin(bill) else "",
        uin_told=told_instead(bill),
    )
