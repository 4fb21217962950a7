"""Files of banks: upload, look, import, and what became of each line.

For supervisors and operators. The operator fetches the files and keeps the service running; the supervisor answers for an office's
money. An officer who decides about one person's payment has no need of a file with everybody's. Each sees the files they uploaded,
and never a name: the page shows days, sums and identifiers, and of a refused line its number and every field that is wrong. The text
of a refused line is read on a page of its own (`patents.officer.lines`), by officers and supervisors."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cases.officer.reads import works_on_cases
from patents.models import Payment, RegistryImport, RegistryLine
from patents.officer.paging import whole_number
from patents.officer.words import reasons
from patents.rules.identity import external_id
from patents.rules.registry_file import LARGEST_FILE, Unreadable
from patents.services.refused_lines import waiting_lines
from patents.services.registry import start_import, transfer_of, upload_registry
from portal import clock
from portal.accounts.models import User
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of

FIRST_ROWS = 20
REFUSED_ROWS = 100  # on a page
WHOLE = {
    "size": gettext_lazy("The file is larger than 10 MB."),
    "encoding": gettext_lazy("The file is not text in UTF-8 or windows-1251."),
    "mixed": gettext_lazy("Some lines of the file are in UTF-8 and others in windows-1251. Fetch it from the bank again."),
    "columns": gettext_lazy("The first line must name the columns, at least “date” and “amount”."),
    "lines": gettext_lazy("The file has more than 50,000 lines. Divide it."),
    "empty": gettext_lazy("The file holds no payments."),
    "cut": gettext_lazy("The file is cut: a document in it, or the file itself, does not end. Fetch it from the bank again."),
}


class FileForm(forms.Form):
    file = forms.FileField(max_length=200)


def may_import(request: HttpRequest) -> bool:
    return site.holds(request, "supervisor", "operator")


def file_page(view: Any) -> Any:
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_import(request):
            raise PermissionDenied
        answer: HttpResponse = view(request, *args, **kwargs)
        return answer

    return site.admin_view(guarded)


def files(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    if request.method == "POST":
        kept = _uploaded(request)
        return redirect("admin:payment_file", kept.pk) if kept else redirect("admin:payment_files")
    own = RegistryImport.objects.filter(uploaded_by=user).select_related("job").annotate(count=Count("lines")).order_by("-pk")[:20]
    context = {**site.each_context(request), "title": _("Files of banks"), "files": own}
    return TemplateResponse(request, "patents/officer/files.html", context)


@require_safe
def file(request: HttpRequest, registry_id: int) -> HttpResponse:
    """The preview, and once the import has begun its progress and results."""
    kept = _own(request, registry_id)
    readable = kept.lines.exclude(outcome=RegistryLine.Outcome.UNREADABLE)
    outcomes = dict(kept.lines.exclude(outcome="").values_list("outcome").annotate(times=Count("pk")))
    context = {
        **site.each_context(request),
        "title": _("File of a bank"),
        "file": kept,
        "readable": readable.count(),
        "total": readable.aggregate(sum=Sum("amount"))["sum"] or 0,
        "known": _known(kept) if kept.job is None else 0,
        "rows": readable.order_by("number")[:FIRST_ROWS],
        **_refused(request, kept),
        "outcomes": [(label, outcomes[value]) for value, label in RegistryLine.Outcome.choices if value in outcomes],
    }
    return TemplateResponse(request, "patents/officer/file.html", context)


@require_POST
def import_file(request: HttpRequest, registry_id: int) -> HttpResponse:
    kept = _own(request, registry_id)
    try:
        start_import(registry_id=kept.pk, actor=actor_of(request.user))
    except DomainError:
        messages.error(request, WHOLE["empty"])
    return redirect("admin:payment_file", kept.pk)


def _uploaded(request: HttpRequest) -> RegistryImport | None:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file that is not empty."))
        return None
    chosen: UploadedFile = form.cleaned_data["file"]
    if (chosen.size or 0) > LARGEST_FILE:
        messages.error(request, WHOLE["size"])
        return None
    try:
        return upload_registry(raw=chosen.read(), actor=actor_of(request.user), on=clock.today())
    except Unreadable as error:
        messages.error(request, WHOLE[error.args[0]])
        return None


def _refused(request: HttpRequest, kept: RegistryImport) -> dict[str, Any]:
    """One page of the refused lines with the fields that are wrong, and whether the reader may open their texts."""
    refused = kept.lines.exclude(problem="")
    rows = list(refused.filter(number__gt=whole_number(request.GET.get("after", ""))).order_by("number")[: REFUSED_ROWS + 1])
    opens = kept.job is not None and works_on_cases(request.user)
    waiting = set(waiting_lines().filter(registry=kept).values_list("pk", flat=True)) if opens else set()
    return {
        "refused_count": refused.count(),
        "refused": [(row, reasons(row), row.pk in waiting) for row in rows[:REFUSED_ROWS]],
        "next": rows[REFUSED_ROWS - 1].number if len(rows) > REFUSED_ROWS else None,
    }


def _known(kept: RegistryImport) -> int:
    """How many of the lines were told before; asked in portions."""
    told = [external_id(transfer_of(line)) for line in kept.lines.filter(outcome="").iterator(chunk_size=1000)]
    portions = (told[start : start + 1000] for start in range(0, len(told), 1000))
    return sum(Payment.objects.filter(external_id__in=portion).count() for portion in portions)


def _own(request: HttpRequest, registry_id: int) -> RegistryImport:
    found = RegistryImport.objects.select_related("job").filter(pk=registry_id, uploaded_by=_user(request)).first()
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the site lets nobody else in
    return request.user


def urls() -> list[URLPattern]:
    return [
        path("payment-files/", file_page(files), name="payment_files"),
        path("payment-files/<int:registry_id>/", file_page(file), name="payment_file"),
        path("payment-files/<int:registry_id>/import/", file_page(import_file), name="payment_file_import"),
    ]
