"""A file of leads: choose it, see what its first rows would become, then have it imported."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.errors import Invalid
from core.web.pages import once_for_form, render_form
from routing.actions.prepare_batch import prepare_batch
from routing.actions.start_batch import start_batch
from routing.conf import ADMIN_SCOPE
from routing.enums import BatchKind, BatchState
from routing.intake import preview
from routing.intake.files import FIELDS, MOST_BYTES, MOST_ROWS, REQUIRED, guessed, read_table
from routing.models import Batch
from routing.queries.batches import batch_for

NAME_LENGTH = 120


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}))


class ColumnsForm(forms.Form):
    """For each column of the file: what it holds."""

    def __init__(self, header: list[str], samples: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("nothing: leave it out")), *FIELDS.items()]
        for number, name in enumerate(header):
            label = name or _("(without a name)")
            sample = samples[number] if number < len(samples) else ""
            self.fields[str(number)] = forms.ChoiceField(
                label=label, choices=choices, required=False, help_text=sample[:60]
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        chosen = [field for field in data.values() if field]
        missing = [str(FIELDS[field]) for field in REQUIRED if field not in chosen]
        if missing:
            text = _("Say which column holds: %(fields)s.") % {"fields": ", ".join(missing)}
            raise forms.ValidationError(text)
        for number, field in data.items():
            if field and chosen.count(field) > 1:
                self.add_error(number, _("Another column holds this already."))
        return data

    def columns(self) -> dict[str, str]:
        return {number: field for number, field in self.cleaned_data.items() if field}


@requires_scope(ADMIN_SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        by, sent = actor_for_request(request), form.cleaned_data["file"]
        try:
            table = read_table(sent.read(MOST_BYTES + 1))
        except Invalid as refused:
            form.add_error("file", [str(text) for texts in refused.details.values() for text in texts])
        else:
            parameters = {"header": table.header, "columns": guessed(table.header), "file": sent.name[:NAME_LENGTH]}

            def effect() -> str:
                batch = prepare_batch(BatchKind.IMPORT, table.rows, parameters=parameters, by=by, at=clock.now())
                return reverse("import_preview", args=[batch.public_id])

            return redirect(once_for_form(request, by, effect))
    limits = {"most_rows": MOST_ROWS, "most_megabytes": MOST_BYTES // 1024 // 1024}
    columns = [{"name": label, "required": field in REQUIRED} for field, label in FIELDS.items()]
    context = {"form": form, "columns": columns, **limits}
    return render_form(request, "routing/import.html", context, invalid=form.is_bound and bool(form.errors))


@requires_scope(ADMIN_SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_preview(request: HttpRequest, batch_id: str) -> HttpResponse:
    by = actor_for_request(request)
    batch = batch_for(batch_id, by=by)
    if batch.state != BatchState.DRAFT:
        return redirect("batch", batch.public_id)
    rows = list(batch.rows.order_by("position").values_list("data", flat=True))
    header = batch.parameters["header"]
    form = ColumnsForm(header, rows[0] if rows else [], request.POST or batch.parameters["columns"])
    valid = form.is_valid()
    if valid and request.method == "POST" and request.POST.get("do") == "import":
        return redirect(once_for_form(request, by, lambda: _started(batch, form.columns(), request)))
    context = {
        "batch": batch,
        "form": form,
        "table": preview.of_rows(rows, form.columns(), len(header)) if valid else None,
    }
    invalid = request.method == "POST" and not valid
    return render_form(request, "routing/import_preview.html", context, invalid=invalid, partial="check")


def _started(batch: Batch, columns: dict[str, str], request: HttpRequest) -> str:
    started = start_batch(batch.pk, by=actor_for_request(request), at=clock.now(), columns=columns)
    return reverse("batch", args=[started.public_id])
