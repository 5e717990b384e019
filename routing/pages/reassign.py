"""Many leads change hands: choose which, say to whom and why, follow the progress."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.web.pages import once_for_form, render_form
from routing.actions.reassign_leads import TO_ENGINE, TO_QUEUE, reassign_leads
from routing.conf import ADMIN_SCOPE
from routing.enums import LEAD_STATUS, Cohort, LeadStatus, Queue, State
from routing.pages.clocks import clock_time, short_name
from routing.queries.hand_over import Meant, lead_ids, open_items
from workforce.models import Staff, Team
from workforce.queries import candidates

SHOWN = 200
MOST = 10_000
NOBODY = "nobody"
OPEN = [status for status in LeadStatus if status != LeadStatus.CLOSED]


class ChooseForm(forms.Form):
    """Which leads. A value that is not offered counts as none."""

    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    cohort = forms.ChoiceField(label=gettext_lazy("Cohort"), required=False)

    def __init__(self, people: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = [(team.public_id, team.name) for team in Team.objects.filter(work=Queue.AE)]
        self._offer("team", [("", _("Any team")), *teams])
        self._offer("owner", [("", _("Anybody's")), (NOBODY, _("Nobody's")), *people])
        self._offer("status", [("", _("All open")), *((one.value, str(one.label).capitalize()) for one in OPEN)])
        self._offer("cohort", [("", _("Any cohort")), *((one.value, str(one.label).capitalize()) for one in Cohort)])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def meant(self) -> Meant:
        self.is_valid()
        chosen = self.cleaned_data
        owner = chosen.get("owner", "")
        return Meant(
            team_id=Team.parse_id(chosen.get("team", "")),
            owner_id=Staff.parse_id(owner),
            owned=False if owner == NOBODY else None,
            status=chosen.get("status", ""),
            cohort=chosen.get("cohort", ""),
        )


class HandOverForm(forms.Form):
    to = forms.ChoiceField(label=gettext_lazy("To"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Whoever gets one of them reads this, and it stands in each lead's story."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, people: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [
            (TO_ENGINE, _("whom the engine chooses")),
            (TO_QUEUE, _("back to the queue")),
            *people,
        ]


@requires_scope(ADMIN_SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def reassign(request: HttpRequest) -> HttpResponse:
    by, at = actor_for_request(request), clock.now()
    members = candidates(Queue.AE, at)
    names = [(row.public_id, row.name) for row in members]
    room = _("%(name)s, %(taken)s of %(places)s")
    rooms = [(row.public_id, room % {"name": row.name, "taken": row.taken, "places": row.places}) for row in members]
    choose = ChooseForm(names, request.GET, auto_id="choose-%s")
    items = open_items(choose.meant())
    form = HandOverForm(rooms, request.POST or None)
    ticked = request.POST.getlist("lead")
    if request.method == "POST":
        chosen = lead_ids(items, MOST) if request.POST.get("which") == "all" else ticked[:MOST]
        if not chosen:
            form.add_error(None, _("Tick at least one lead."))
        if form.is_valid():
            given = form.cleaned_data

            def effect() -> str:
                batch = reassign_leads(chosen, to=given["to"], reason=given["reason"], by=by, at=at)
                return reverse("batch", args=[batch.public_id])

            return redirect(once_for_form(request, by, effect))
    shown = items.select_related("owner__user", "team", "queue_entry__lead")[:SHOWN]
    context = {
        "choose": choose,
        "form": form,
        "rows": [_row(item, at, ticked) for item in shown],
        "total": items.count(),
        "here": request.get_full_path(),
    }
    return render_form(request, "routing/reassign.html", context, invalid=request.method == "POST")


def _row(item: Any, at: Any, ticked: list[str]) -> dict[str, Any]:
    lead, state = item.queue_entry.lead, State(item.state)
    return {
        "id": lead.public_id,
        "name": lead.business_name,
        "url": reverse("lead", args=[lead.public_id]),
        "priority": item.score_at(at).priority,
        "state": LEAD_STATUS[state] if state != State.PARKED else state,
        "state_label": state.label if state == State.PARKED else LEAD_STATUS[state].label,
        "owner": short_name(item.owner.name) if item.owner else "",
        "team": item.team.name,
        "since": clock_time(item.queued_at, at),
        "ticked": lead.public_id in ticked,
    }
