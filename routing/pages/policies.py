"""Policies for those who answer for a queue: what is in force where, edit it, see its effect, go back."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.errors import DomainError, ErrorCode, Invalid, NotFound
from core.web.pages import once_for_form
from routing.actions.change_policy import change_policy
from routing.actions.drop_policy import drop_policy
from routing.conf import ADMIN_SCOPE
from routing.enums import Queue
from routing.models import RoutingPolicy
from routing.pages.clocks import clock_time
from routing.pages.policy_effect import effect_of
from routing.pages.policy_form import Draft
from routing.pages.policy_words import ICONS, between, difference, step_words, switch_words, switches_for
from routing.queries.policies import lines_of, policies_in_force, switches_of, teams_that_follow, versions_of
from routing.rules.policy_steps import OFFERED
from workforce.models import Team


@requires_scope(ADMIN_SCOPE)
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    queues = []
    for queue in Queue:
        in_force = policies_in_force(queue)
        own = [policy for policy in in_force.values() if policy.team]
        own.sort(key=lambda policy: policy.team.name if policy.team else "")
        following = teams_that_follow(queue, None)
        general = in_force.get(None)
        queues.append(
            {
                "name": queue.label,
                "general": _card(general, queue, None) if general else None,
                "own": [_card(policy, queue, policy.team) for policy in own],
                "following": [{"name": team.name, "url": _url("policy", queue, team)} for team in following],
            }
        )
    return render(request, "routing/policies.html", {"queues": queues})


@requires_scope(ADMIN_SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, queue: str, team_id: str = "") -> HttpResponse:
    team = _place(queue, team_id)
    in_force = policies_in_force(queue)
    standing = in_force.get(team.pk if team else None)
    if request.method != "POST":
        base = standing or in_force.get(None)
        if base is None:
            raise NotFound("policy")
        draft = Draft.opened(base, replaces=standing.version if standing else None)
        return _editor(request, queue, team, draft, standing)
    draft, do = Draft.sent(queue, request.POST), request.POST.get("do", "")
    if do == "save":
        return _save(request, queue, team, draft, standing)
    draft = replace(draft, lines=draft.edited(do, request.POST.get("new", "")))
    return _editor(request, queue, team, draft, standing, preview=do == "preview" or "previewed" in request.POST)


@requires_scope(ADMIN_SCOPE)
@require_safe
def versions(request: HttpRequest, queue: str, team_id: str = "") -> HttpResponse:
    team, at = _place(queue, team_id), clock.now()
    found = versions_of(queue, team)
    shown = [
        {
            "number": version.version,
            "is_active": version.is_active,
            "who": version.changed_by,
            "at": version.created_at.isoformat(),
            "at_local": clock_time(version.created_at, at),
            "changes": difference(former, version),
            "lines": _lines(lines_of(version)),
            "switches": [switch_words(name, value) for name, value in switches_of(version).items()],
        }
        for version, former in zip(found, [*found, None][1:], strict=True)
    ]
    active = next((version.version for version in found if version.is_active), None)
    context = {
        "title": _title(queue, team),
        "versions": shown,
        "active": active,
        "policy_url": _url("policy", queue, team),
        "restore_url": _url("policy_restore", queue, team),
        "drop_url": _url("policy_drop", queue, team) if team and active else "",
    }
    return render(request, "routing/policy_versions.html", context)


@requires_scope(ADMIN_SCOPE)
@require_POST
def restore(request: HttpRequest, queue: str, team_id: str = "") -> HttpResponse:
    """An earlier version is in force again, as a new one."""
    team, number = _place(queue, team_id), _number(request, "version")
    wanted = next((version for version in versions_of(queue, team) if version.version == number), None)
    if wanted is None:
        raise NotFound("version")

    def act() -> str:
        made = change_policy(
            queue,
            team,
            lines_of(wanted),
            **switches_of(wanted),
            replaces=_number(request, "replaces"),
            by=actor_for_request(request),
            at=clock.now(),
        )
        return _("Version %(n)s is in force now: what version %(old)s was.") % {"n": made.version, "old": number}

    return _told(request, _url("policy_versions", queue, team), act)


@requires_scope(ADMIN_SCOPE)
@require_POST
def drop(request: HttpRequest, queue: str, team_id: str) -> HttpResponse:
    """The team goes by the policy of all teams again."""
    team = _place(queue, team_id)
    assert team is not None

    def act() -> str:
        replaces = _number(request, "replaces") or 0
        drop_policy(queue, team, replaces=replaces, by=actor_for_request(request), at=clock.now())
        return _("%(team)s goes by the policy of all teams now.") % {"team": team.name}

    return _told(request, reverse("policies"), act)


# -- the parts of it ---------------------------------------------------------------------------------


def _place(queue: str, team_id: str) -> Team | None:
    """The team of an address, None for all teams; only where that queue has such a team."""
    if queue not in Queue:
        raise NotFound("queue")
    if not team_id:
        return None
    key = Team.parse_id(team_id)
    team = Team.objects.filter(pk=key, work=queue).first() if key else None
    if team is None:
        raise NotFound("team")
    return team


def _url(name: str, queue: str, team: Team | None) -> str:
    return reverse(name, args=[str(queue), team.public_id] if team else [str(queue)])


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _title(queue: str, team: Team | None) -> str:
    names = {"queue": Queue(queue).label, "team": team.name if team else _("teams without a policy of their own")}
    return _("%(queue)s: %(team)s") % names


def _lines(lines: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "place": place,
            "value": " ".join(line),
            "id": "-".join(line),
            "words": step_words(line),
            "icon": ICONS[line[0]],
        }
        for place, line in enumerate(lines)
    ]


def _card(policy: RoutingPolicy, queue: str, team: Team | None) -> dict[str, Any]:
    at, said = clock.now(), switches_for(queue)
    return {
        "name": team.name if team else _("Teams without a policy of their own"),
        "lines": _lines(lines_of(policy)),
        "switches": [switch_words(name, value) for name, value in switches_of(policy).items() if name in said],
        "version": policy.version,
        "who": policy.changed_by,
        "at": policy.created_at.isoformat(),
        "at_local": clock_time(policy.created_at, at),
        "url": _url("policy", queue, team),
        "versions_url": _url("policy_versions", queue, team),
    }


def _editor(
    request: HttpRequest,
    queue: str,
    team: Team | None,
    draft: Draft,
    standing: RoutingPolicy | None,
    *,
    preview: bool = False,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    base = lines_of(standing) if standing else []
    lines, at, by = draft.lines, clock.now(), actor_for_request(request)
    changed = between(base, lines) if standing else []
    context = {
        "title": _title(queue, team),
        "url": _url("policy", queue, team),
        "versions_url": _url("policy_versions", queue, team),
        "team": team.name if team else "",
        "version": standing.version if standing else None,
        "replaces": draft.replaces,
        "lines": _lines(lines),
        "offered": [(" ".join(line), step_words(line)) for line in OFFERED if line not in lines],
        "form": draft.form,
        "problems": problems or [],
        "changed": changed,
        "effect": effect_of(queue, team, draft.engine_policy(), by, at) if preview else None,
    }
    part = "#editor" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"routing/policy.html{part}", context, status=status)


def _save(
    request: HttpRequest, queue: str, team: Team | None, draft: Draft, standing: RoutingPolicy | None
) -> HttpResponse:
    by, target = actor_for_request(request), _url("policy_versions", queue, team)
    if not draft.form.is_valid():
        return _editor(request, queue, team, draft, standing, status=422)

    def effect() -> str:
        change_policy(queue, team, draft.lines, **draft.form.switches(), replaces=draft.replaces, by=by, at=clock.now())
        return target

    try:
        once_for_form(request, by, effect)
    except Invalid as refusal:
        problems = [_(text) for texts in refusal.details.values() for text in texts]
        return _editor(request, queue, team, draft, standing, problems=problems, status=422)
    except DomainError as refusal:
        if refusal.code != ErrorCode.STALE_VERSION:
            raise
        # what is in force now is what the next attempt replaces, and the page shows how far they are apart
        draft = replace(draft, replaces=standing.version if standing else None)
        text = _("Somebody else has changed this policy meanwhile. Save again to replace theirs by yours.")
        return _editor(request, queue, team, draft, standing, problems=[text], status=409)
    messages.success(request, _("The new version is in force now; the one before is kept."))
    return HttpResponseClientRedirect(target) if request.htmx else redirect(target)  # type: ignore[attr-defined]


def _told(request: HttpRequest, target: str, act: Any) -> HttpResponse:
    """The act, once for this very form; what it did or why it did not stands on the page that follows."""
    said = []

    def effect() -> str:
        said.append(act())
        return target

    try:
        once_for_form(request, actor_for_request(request), effect)
    except DomainError as refusal:
        if refusal.code != ErrorCode.STALE_VERSION:
            raise
        messages.warning(request, _(refusal.message))
    for text in said:
        messages.success(request, text)
    return redirect(target)
