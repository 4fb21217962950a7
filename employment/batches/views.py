"""Lists of checks: upload, preview, progress, result."""

import json
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from employment.batches import services
from employment.batches.models import Batch, BatchRow
from employment.batches.reading import MOST_BYTES
from employment.batches.results import result_lines
from employment.batches.services.starting import rows_left
from employment.batches.words import problem_words, result_name, result_words
from employment.membership import HirerMixin
from employment.models import PatentCheck
from portal import clock
from portal.edge.idempotency import SubmissionIdField
from portal.edge.limits import Limit, count_against
from portal.errors import DomainError
from portal.legal.wording import decimal_in_words
from portal.ui.forms import PortalForm
from portal.ui.views import ButtonsView
from profiles.files.names import shown_name

SHOWN = 50
PREVIEWED = 10
UPLOADS = Limit("batch-uploads", times=30, per_seconds=3600)


class UploadForm(PortalForm):
    file = forms.FileField(
        label=gettext_lazy("The list, a CSV file"),
        help_text=gettext_lazy("At most 10,000 rows. Excel and 1C can save a table as CSV."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    submission_key = SubmissionIdField()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 3 MB. A list of 10,000 rows is far smaller: save the table as CSV."))
        return file


class BatchesView(HirerMixin, FormView):
    template_name = "employment/batches/list.html"
    form_class = UploadForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = self.organisation.batches.exclude(status__in=["discarded", "swept"]).select_related("job").order_by("-pk")
        left = rows_left(self.organisation.pk, on=clock.today())
        return super().get_context_data(batches=kept[:SHOWN], rows_left=left, left=decimal_in_words(Decimal(left)), **kwargs)

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        try:
            count_against(UPLOADS, "organisation", self.organisation.pk)
            batch = services.upload_batch(
                organisation_id=self.organisation.pk,
                file=file.file,
                shown_name=shown_name(file.name or "", extension="csv"),
                submission_key=form.cleaned_data["submission_key"],
                actor=self.actor,
            )
        except DomainError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect("batches:batch", self.organisation.number, batch.reference)


class BatchMixin(HirerMixin):
    """`self.batch` is the organisation's and still kept; anything else answers like one that never was."""

    @cached_property
    def batch(self) -> Batch:
        kept = self.organisation.batches.exclude(status__in=["discarded", "swept"]).select_related("job")
        return get_object_or_404(kept, reference=self.kwargs["batch_id"])

    @property
    def url(self) -> str:
        return reverse("batches:batch", args=[self.organisation.number, self.batch.reference])


class BatchView(BatchMixin, TemplateView):
    """Before the start a preview; afterwards the progress and what is known so far."""

    template_name = "employment/batches/batch.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wrong = self.batch.rows.exclude(problem="").order_by("number")[:SHOWN]
        return super().get_context_data(
            batch=self.batch,
            askable=self.batch.total - self.batch.unreadable,
            left=rows_left(self.organisation.pk, on=clock.today()),
            preview=[(row, preview_words(row)) for row in self.batch.rows.order_by("number")[:PREVIEWED]],
            wrong=[(row, problem_words(row.problem)) for row in wrong],
            doubtful=_doubtful(self.batch),
            counts=_counts(self.batch),
            is_mine=self.batch.job is not None and self.batch.job.owner_id == self.actor.user_id,
            **kwargs,
        )


class ActView(BatchMixin, ButtonsView):
    acts = ("start", "discard")

    def start(self) -> HttpResponse:
        services.start_batch(batch_id=self.batch.pk, actor=self.actor, on=clock.today())
        return redirect(self.url)

    def discard(self) -> HttpResponse:
        services.discard_batch(batch_id=self.batch.pk)
        messages.success(self.request, _("The list is thrown away. Nothing was asked."))
        return redirect("batches:list", self.organisation.number)


class ResultView(BatchMixin, View):
    """The result as a file, streamed row by row: private, never cached."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> StreamingHttpResponse:
        response = StreamingHttpResponse(result_lines(self.batch), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="checks-{self.batch.reference.hex[:8]}.csv"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


def preview_words(row: Any) -> str:
    """What a row asks, with the code hidden but for its end."""
    if row.problem or not row.asked:
        return problem_words(row.problem)
    asked = json.loads(row.asked)
    if "code" in asked:
        return _("share code ending in %(end)s") % {"end": asked["code"][-4:]}
    return f"{asked.get('series', '')} {asked.get('number', '')}"


def _doubtful(batch: Batch) -> list[tuple[BatchRow, Any]]:
    """The first rows whose answer is not "valid": about them somebody must talk today."""
    answered = batch.rows.exclude(receipt=None).exclude(result=PatentCheck.Result.VALID)
    found = answered.select_related("receipt").defer("asked", "receipt__document").order_by("number")[:SHOWN]
    return [(row, result_words(row)) for row in found]


def _counts(batch: Batch) -> list[tuple[str, int]]:
    """How many rows ended in which way."""
    found = batch.rows.filter(done_at__isnull=False, problem="").values("result").annotate(rows=Count("pk")).order_by("result")
    return [(result_name(line["result"]), line["rows"]) for line in found]


__all__ = ["ActView", "BatchView", "BatchesView", "ResultView"]
