"""In and out: the login page, signing out, and the way back for whoever forgot the password."""

from django.contrib.auth import login as begin_browser_session
from django.contrib.auth import logout as end_browser_session
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import queries, reset_link
from accounts.actions import log_out, open_login, request_password_reset, reset_password, verify_password
from accounts.actions.verify_password import TooManyFailures
from accounts.actors import actor_for, nobody
from accounts.enums import Medium
from accounts.models import User
from accounts.pages import forms
from accounts.web import safe_next
from core.errors import DomainError, Invalid

BACKEND = "accounts.backend.EmailBackend"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = forms.LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = verify_password(form.cleaned_data["email"], form.cleaned_data["password"], by=nobody())
        except DomainError as refused:
            form.add_error(None, why_refused(refused))
        else:
            sign_in(request, user)
            return redirect(safe_next(request))
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "accounts/login.html", context, status=422 if form.errors else 200)


@never_cache
def admin_login(request: HttpRequest) -> HttpResponse:
    """The admin's own login page counts no failures; this takes its place. Whoever is signed in may not be there."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(safe_next(request), "login")


def sign_in(request: HttpRequest, user: User) -> None:
    """A browser session with a new key, and the login that shows and ends it."""
    begin_browser_session(request, user, backend=BACKEND)
    if not request.session.session_key:
        request.session.create()
    open_login(
        user,
        medium=Medium.PAGES,
        by=actor_for(user),
        browser_session_key=request.session.session_key or "",
        user_agent=request.headers.get("User-Agent", ""),
    )


def why_refused(refused: DomainError) -> str:
    if not isinstance(refused, TooManyFailures):
        return _("Email or password is not right.")
    minutes = -(-refused.wait // 60)
    return ngettext(
        "Too many failed sign-ins. Try again in %(minutes)s minute (at %(time)s UTC), or reset your password.",
        "Too many failed sign-ins. Try again in %(minutes)s minutes (at %(time)s UTC), or reset your password.",
        minutes,
    ) % {"minutes": minutes, "time": refused.retry_at.strftime("%H:%M")}


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        if found := queries.browser_login(request.session.session_key):
            log_out(found, by=actor_for(request.user))
        end_browser_session(request)
    return redirect("login")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    form = forms.ResetRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request_password_reset(form.cleaned_data["email"], by=nobody())
        return redirect("password_reset_done")
    return render(request, "accounts/password_reset.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
def password_reset_done(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/password_reset_done.html")


@sensitive_post_parameters("new_password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset_confirm(request: HttpRequest, user_id: str, token: str) -> HttpResponse:
    user = reset_link.person_of(user_id, token)
    if user is None:
        return render(request, "accounts/password_reset_expired.html", status=410)
    form = forms.NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reset_password(user, form.cleaned_data["new_password"], by=actor_for(user))
        except Invalid as refused:
            for message in refused.details["new_password"]:
                form.add_error("new_password", message)
        else:
            return render(request, "accounts/password_reset_complete.html")
    return render(request, "accounts/password_reset_confirm.html", {"form": form}, status=422 if form.errors else 200)
