"""What a person says about themselves, and where they are signed in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import queries
from accounts.actions import carry_on_login, change_password, change_profile, end_login
from accounts.actions.change_profile import FIELDS
from accounts.actors import actor_for_request
from accounts.enums import RevocationReason
from accounts.models import LoginSession, User
from accounts.pages.forms import ChangePasswordForm, ProfileForm
from accounts.web import signed_in
from core.clock import now
from core.errors import Invalid


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = ProfileForm(request.POST or None, initial={field: getattr(user, field) for field in FIELDS})
    if request.method == "POST" and form.is_valid():
        user = change_profile(user, form.cleaned_data, by=actor_for_request(request))
        with translation.override(user.language):
            messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    return page(request, profile_form=form)


@sensitive_post_parameters()
@signed_in
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    form = ChangePasswordForm(request.POST)
    if not form.is_valid():
        return page(request, password_form=form)
    old, new = form.cleaned_data["old_password"], form.cleaned_data["new_password"]
    here = queries.browser_login(request.session.session_key)
    try:
        user = change_password(person(request), old, new, by=actor_for_request(request), keep=here)
    except Invalid as refused:
        for field, texts in refused.details.items():
            form.add_error(field, [_(text) for text in texts])
        return page(request, password_form=form)
    update_session_auth_hash(request, user)
    if here and request.session.session_key:
        carry_on_login(here, browser_session_key=request.session.session_key)
    messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
    return redirect("profile")


@signed_in
@require_POST
def end_own_login(request: HttpRequest, login_id: str) -> HttpResponse:
    key = LoginSession.parse_id(login_id)
    login = queries.open_logins(person(request), at=now()).filter(pk=key).first() if key else None
    if login is None:
        raise Http404
    end_login(login, because=RevocationReason.ENDED_BY_OWNER, by=actor_for_request(request))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "accounts/profile.html#logins", logins_of(request))
    return redirect("profile")


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def logins_of(request: HttpRequest) -> dict[str, Any]:
    return {
        "logins": list(queries.open_logins(person(request), at=now())),
        "here": request.session.session_key,
    }


def page(request: HttpRequest, *, profile_form: Form | None = None, password_form: Form | None = None) -> HttpResponse:
    user = person(request)
    wrong = any(form is not None and form.errors for form in (profile_form, password_form))
    context = {
        "profile_form": profile_form or ProfileForm(initial={field: getattr(user, field) for field in FIELDS}),
        "password_form": password_form or ChangePasswordForm(),
        **logins_of(request),
    }
    return render(request, "accounts/profile.html", context, status=422 if wrong else 200)
