"""The same unsafe request, repeated, has one effect and one answer.

API views: `@idempotent` on the method. Forms: `SubmissionIdField`, a hidden one-time number that the service
keeps in a unique column.

The marker row is written first and by itself; then one transaction locks it, does the work and stores the answer.
A crash leaves either nothing but the marker (the repeat does the work) or the work with its answer (the repeat
gets it). While the lock is held, a repeat is told that the first one is still running.
"""

import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, transaction
from django.http import QueryDict, RawPostDataException
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from portal.edge.models import IdempotentRequest
from portal.errors import DomainError, RuleViolation, WrongState

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[A-Za-z0-9_.:-]{8,80}")
ApiMethod = Callable[..., Response]


class KeyMissing(DomainError):
    code = "idempotency_key_missing"
    message = _("Send the header Idempotency-Key: 8 to 80 letters, digits or -_.: that name this request and no other.")


class KeyReused(RuleViolation):
    code = "idempotency_key_reused"
    message = _("This Idempotency-Key belongs to another request.")


class StillRunning(WrongState):
    code = "still_running"
    message = _("The first request with this Idempotency-Key is still running. Ask again in a moment.")


def idempotent(method: ApiMethod) -> ApiMethod:
    """Wrap a method of an `APIView`. It runs inside one transaction: count limits before it, in `initial`.

    A refusal (an exception, or a status from 400) is not kept: nothing changed, so a repeat is judged anew. An `AnsweredNo` is."""

    @wraps(method)
    def wrapped(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        if not request.user.is_authenticated:
            raise NotAuthenticated
        caller, key, body_hash = _caller(request), _key(request), _body_hash(request)
        IdempotentRequest.objects.bulk_create([IdempotentRequest(**caller, key=key, body_hash=body_hash)], ignore_conflicts=True)
        with transaction.atomic():
            marker = _lock(caller, key)
            if marker.body_hash != body_hash:
                raise KeyReused
            if marker.status is not None:
                kind = AnsweredNo if marker.status >= 400 else Response
                return kind(marker.answer, status=marker.status)
            response = method(view, request, *args, **kwargs)
            _keep(marker, response)
        return response

    return wrapped


class AnsweredNo(Response):
    """A refusal that is itself the effect (a wrong guess was counted): kept with what it wrote, and repeated as it was."""

    def __init__(self, data: Any, status: int) -> None:
        super().__init__(data, status=status, content_type="application/problem+json")


class Program(AnonymousUser):
    """Who asks when a program does, with a key of its own: nobody's account. `program` names it for good."""

    def __init__(self, program: str) -> None:
        self.program = program

    @property
    def is_authenticated(self) -> bool:  # type: ignore[override]
        return True

    @property
    def is_anonymous(self) -> bool:  # type: ignore[override]
        return False


def _caller(request: Request) -> dict[str, Any]:
    if isinstance(request.user, Program):
        return {"caller_id": None, "program": request.user.program}
    return {"caller_id": request.user.pk, "program": None}


def _key(request: Request) -> str:
    key = request.headers.get(HEADER, "")
    if not is_key(key):
        raise KeyMissing
    return str(key)


def is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def _body_hash(request: Request) -> str:
    return body_hash(f"{request.method} {request.get_full_path()}", _body(request))


def body_hash(asked: str, body: bytes) -> str:
    """What the table keeps of a request; `asked` is its method and address with a space between.

    Keyed: a body may hold a code and a birth date, which a copy of the table must not let anybody guess."""
    told = f"{asked}\n".encode() + body
    return hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).hexdigest()


def _body(request: Request) -> bytes:
    """As it came; for who comes with a session what it says, because the check against forged requests has read it already."""
    try:
        return request._request.body
    except RawPostDataException:
        told = request.data
    if isinstance(told, QueryDict):
        files = [[name, [_file_hash(file) for file in files]] for name, files in request.FILES.lists()]
        told = [sorted(request.POST.lists()), sorted(files)]
    return json.dumps(told, sort_keys=True).encode()


def _file_hash(file: UploadedFile) -> str:
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return found


def _lock(caller: dict[str, Any], key: str) -> IdempotentRequest:
    try:
        with transaction.atomic():
            return IdempotentRequest.objects.select_for_update(nowait=True).get(**caller, key=key)
    except OperationalError:
        raise StillRunning from None


def _keep(marker: IdempotentRequest, response: Response) -> None:
    if response.status_code >= 400 and not isinstance(response, AnsweredNo):
        transaction.set_rollback(True)
        return
    marker.status = response.status_code
    marker.answer = json.loads(JSONRenderer().render(response.data) or b"null")
    marker.save(update_fields=["status", "answer"])


class SubmissionIdField(forms.UUIDField):
    """The one-time number of a form. Every showing of the page gets a new one; a double click sends the same twice."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"initial": uuid.uuid4, **kwargs})


__all__ = [
    "HEADER",
    "AnsweredNo",
    "KeyMissing",
    "KeyReused",
    "Program",
    "StillRunning",
    "SubmissionIdField",
    "body_hash",
    "idempotent",
    "is_key",
]
