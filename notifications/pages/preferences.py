"""What a person is told by which way, when they are left alone, and which browsers show it."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import actor_for_request
from accounts.web import signed_in
from core.clock import now
from core.http import Refused, check_url
from notifications.actions import add_device, change_preferences, remove_device
from notifications.actions.change_preferences import SWITCHES
from notifications.enums import INSIDE, PIERCING, Channel
from notifications.models import Device, NotificationRule, Preference
from notifications.pages.inbox import person
from workforce.models import Staff

WAYS = [Channel.EMAIL, Channel.SMS, Channel.PUSH]
SYSTEMS = {
    "Android": "Android", "iPhone|iPad": "iOS", "Windows": "Windows", "Mac OS X": "macOS", "CrOS": "ChromeOS",
    "Linux": "Linux",
}  # fmt: skip
BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
WORKER = settings.BASE_DIR / "static" / "js" / "service_worker.js"


class QuietForm(forms.Form):
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        ends = super().clean() or {}
        for name, other in (("quiet_from", "quiet_until"), ("quiet_until", "quiet_from")):
            if not self.errors and ends.get(name) is None and ends.get(other) is not None:
                self.add_error(name, _("Give both ends, or none."))
        return ends


class DeviceForm(forms.Form):
    """What a browser hands over. Its address is one that our servers will call: judged as any that users type."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.RegexField(r"^B[A-Za-z0-9_-]{86}=?$")  # 65 octets that begin with 4
    auth = forms.RegexField(r"^[A-Za-z0-9_-]{22}(==)?$")  # 16 octets

    def clean_endpoint(self) -> str:
        try:
            return check_url(self.cleaned_data["endpoint"])
        except Refused as problem:
            raise forms.ValidationError(str(problem)) from None


@dataclass(frozen=True, slots=True)
class Switch:
    """`offered`: the rules use this way at all. `fixed`: nobody may switch it off."""

    name: str
    label: str
    on: bool
    offered: bool
    fixed: bool


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    staff = member(request)
    kept = Preference.objects.filter(staff=staff).first() or Preference(staff=staff)
    form = QuietForm(request.POST or None, initial={"quiet_from": kept.quiet_from, "quiet_until": kept.quiet_until})
    if request.method == "POST" and form.is_valid():
        asked = SWITCHES & set(request.POST.getlist("known"))
        muted = asked - set(request.POST.getlist("on")) | set(kept.muted) - asked
        change_preferences(staff, muted=muted, **form.cleaned_data, by=actor_for_request(request), at=now())
        messages.success(request, _("Your choice is saved."))
        return redirect("notification_preferences")
    context = {
        "form": form,
        "ways": [way.label for way in WAYS],
        "kinds": switches(kept),
        "zone": staff.timezone,
        "phone": staff.phone,
        "devices": list(Device.objects.of(staff.pk).order_by("-created_at")),
        "push_key": settings.VAPID_PUBLIC_KEY,
    }
    return render(request, "notifications/preferences.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    staff, form = member(request), DeviceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This browser could not be added."))
        return redirect("notification_preferences")
    name = browser_name(request.headers.get("User-Agent", ""))
    add_device(staff, **form.cleaned_data, name=name, by=actor_for_request(request), at=now())
    messages.success(request, _("This browser shows your messages from now on."))
    return redirect("notification_preferences")


@signed_in
@require_POST
def remove(request: HttpRequest, device_id: str) -> HttpResponse:
    key = Device.parse_id(device_id)
    device = Device.objects.of(person(request).pk).filter(pk=key).first() if key else None
    if device is None:
        raise Http404
    remove_device(device, by=actor_for_request(request), at=now())
    messages.success(request, _("That browser shows no messages any more."))
    return redirect("notification_preferences")


@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    """At the root, so that it may answer for every page. Never cached: browsers ask for a newer one themselves."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def member(request: HttpRequest) -> Staff:
    staff = Staff.objects.with_person().filter(pk=person(request).pk).first()
    if staff is None:
        raise PermissionDenied
    return staff


def switches(kept: Preference) -> list[tuple[str, bool, list[Switch]]]:
    """A row for each kind: its label, whether it always comes through, its ways."""
    used: dict[str, set[str]] = {}
    for rule in NotificationRule.objects.all():
        used.setdefault(rule.kind, set()).update(rule.channels)
    return [
        (
            str(kind.label),
            kind in PIERCING,
            [
                Switch(
                    name=f"{kind}:{way}",
                    label=f"{kind.label}, {way.label}",
                    on=f"{kind}:{way}" not in kept.muted,
                    offered=way in used.get(kind, ()),
                    fixed=kind in PIERCING,
                )
                for way in WAYS
            ],
        )
        for kind in INSIDE
    ]


def browser_name(user_agent: str) -> str:
    """ "Firefox, Linux", as far as the browser says."""
    found = [
        next((name for pattern, name in known.items() if re.search(pattern, user_agent)), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found))
