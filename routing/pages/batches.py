"""Long work: how far it is, what was refused, and stop."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.errors import DomainError, ErrorCode
from core.web.pages import once_for_form
from core.web.spreadsheet import spreadsheet
from events import feed
from routing.actions.cancel_batch import cancel_batch
from routing.conf import ADMIN_SCOPE
from routing.enums import BatchKind, BatchState, RowState
from routing.intake.files import called
from routing.models import Batch, BatchRow
from routing.pages.clocks import clock_time, labelled, number
from routing.pages.work import in_words
from routing.policies import is_routing_admin
from routing.queries.batches import batch_for, batches_of

PER_PAGE = 50
READERS = ("ae:queue:read", ADMIN_SCOPE)
ICONS = {BatchKind.IMPORT: "upload", BatchKind.REASSIGN: "users", BatchKind.AUTO_ASSIGN: "bolt"}


@requires_scope(*READERS)
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """What the reader has started; for admins, on request, what anybody has."""
    by, at, position = actor_for_request(request), clock.now(), feed.head()
    everybody = is_routing_admin(by) and request.GET.get("whose") == "all"
    offset = _offset(request)
    found = list(batches_of(by, everybody=everybody)[offset : offset + PER_PAGE + 1])
    here = reverse("batches") + ("?whose=all&" if everybody else "?")
    context = {
        "batches": [_shown(batch, at) for batch in found[:PER_PAGE]],
        "everybody": everybody,
        "may_see_all": is_routing_admin(by),
        "page": {
            "first": offset + 1,
            "last": offset + len(found[:PER_PAGE]),
            "total": None,
            "previous_url": f"{here}offset={max(0, offset - PER_PAGE)}" if offset else None,
            "next_url": f"{here}offset={offset + PER_PAGE}" if len(found) > PER_PAGE else None,
        },
        "list_url": request.get_full_path(),
        "live": {"topics": f"batches.{by.id}", "position": position},
    }
    template = "routing/batches.html#list" if request.htmx else "routing/batches.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@requires_scope(*READERS)
@require_safe
def batch(request: HttpRequest, batch_id: str) -> HttpResponse:
    by, at, position = actor_for_request(request), clock.now(), feed.head()
    found = batch_for(batch_id, by=by)
    if found.state == BatchState.DRAFT:
        return redirect("import_preview", found.public_id)
    refused = found.rows.filter(state=RowState.FAILED).order_by("position")[:PER_PAGE]
    context = {
        "batch": _shown(found, at),
        "refused": [_refused(row, found) for row in refused] if found.failed else [],
        "more_refused": max(0, found.failed - PER_PAGE),
        "live": {"topics": f"batch.{found.public_id}", "position": position},
    }
    template = "routing/batch.html#progress" if request.htmx else "routing/batch.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@requires_scope(*READERS)
@require_POST
def stop(request: HttpRequest, batch_id: str) -> HttpResponse:
    by = actor_for_request(request)
    found = batch_for(batch_id, by=by)

    def effect() -> str:
        cancel_batch(found.pk, by=by, at=clock.now())
        return reverse("batch", args=[batch_id])

    url = once_for_form(request, by, effect)
    messages.success(request, _("Stopped. What was done stays."))
    return redirect(url)


@requires_scope(*READERS)
@require_safe
def refused_rows(request: HttpRequest, batch_id: str) -> HttpResponseBase:
    """Every refused row as a file: with what it held, so that it can be corrected and sent in again."""
    found = batch_for(batch_id, by=actor_for_request(request))
    header = found.parameters.get("header") or [_("lead")]
    rows = found.rows.filter(state=RowState.FAILED).order_by("position").iterator(chunk_size=1000)

    def lines() -> Iterator[list[Any]]:
        for row in rows:
            held = row.data if isinstance(row.data, list) else [row.data]
            cells = [*held, *[""] * (len(header) - len(held))][: len(header)]
            yield [row.position, *cells, _why(row)]

    return spreadsheet(f"refused-{found.public_id}", [_("row"), *header, _("what is wrong")], lines())


def _offset(request: HttpRequest) -> int:
    text = request.GET.get("offset", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _shown(batch: Batch, at: Any) -> dict[str, Any]:
    over = batch.done + batch.failed
    return {
        "id": batch.public_id,
        "url": reverse("batch", args=[batch.public_id]),
        "stop_url": reverse("batch_stop", args=[batch.public_id]),
        "refused_url": reverse("batch_refused", args=[batch.public_id]),
        "icon": ICONS[BatchKind(batch.kind)],
        "kind": batch.get_kind_display(),
        "about": batch.parameters.get("file") or batch.parameters.get("reason") or "",
        "state": batch.state,
        "state_label": batch.get_state_display(),
        "look": _look(batch),
        "is_over": batch.is_over,
        "over": over,
        "total": batch.total,
        "share": over * 100 // batch.total if batch.total else 100,
        "done": number(batch.done),
        "failed": number(batch.failed),
        "left": number(batch.total - over),
        "starter": batch.started_by["name"],
        "started_at": clock_time(batch.created_at, at),
        "finished_at": clock_time(batch.finished_at, at) if batch.finished_at else "",
    }


def _look(batch: Batch) -> str:
    if batch.state == BatchState.DONE:
        return "at_risk" if batch.failed else "met"
    return {BatchState.FAILED: "breached", BatchState.CANCELLED: "at_risk"}.get(BatchState(batch.state), "mine")


def _refused(row: BatchRow, batch: Batch) -> dict[str, Any]:
    held = row.data if isinstance(row.data, list) else [row.data]
    about = {"number": row.position, "what": " · ".join(cell for cell in held if cell)[:120], "why": _why(row)}
    if batch.kind != BatchKind.IMPORT:
        about["url"] = reverse("lead", args=[row.data])
    return about


def _why(row: BatchRow) -> str:
    """The refusal in words; of several fields, each with its own."""
    details = row.result.get("details") or {}
    fields = [
        labelled(called(name), " ".join(_(str(text)) for text in texts))
        for name, texts in details.items()
        if isinstance(texts, list)
    ]
    refusal = DomainError(ErrorCode(row.result["code"]), row.result["message"], details)
    return "; ".join(fields) or in_words(refusal)
