"""Where people can go: the bar of every page, and the pages that the search field finds by name."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import parse_qsl

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.scopes import Scope


class Shown(Enum):
    """Where a page is offered; the search field finds all."""

    BAR = auto()  # the work of the day
    MORE = auto()  # in the bar's menu: what is opened once a day or less
    SEARCH = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the product.

    scopes  any of which suffices, none: everybody's; without  scopes with which it is left out
    for_workers  only for who is staff, whatever their scopes
    """

    label: Callable[[], str]
    name: str
    icon: str
    scopes: tuple[Scope, ...] = ()
    without: tuple[Scope, ...] = ()
    query: str = ""
    shown: Shown = Shown.BAR
    for_workers: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    label: str
    url: str
    icon: str
    shown: Shown


#: in the order of the bar and its menu; a page that does not exist (yet) is left out
PLACES = (
    Place(lambda: _("Wall"), "wall", "device-desktop", (Scope.ADMIN_ROUTING,)),
    Place(lambda: _("Queue"), "ae_queue", "inbox", (Scope.AE_QUEUE_READ,)),
    Place(
        lambda: _("My leads"), "ae_queue", "user-check", (Scope.AE_QUEUE_ASSIGN,), (Scope.ADMIN_ROUTING,), "?owner=me"
    ),
    Place(lambda: _("Actions"), "my_actions", "list-check", (Scope.AE_QUEUE_ASSIGN,), (Scope.ADMIN_ROUTING,)),
    Place(lambda: _("IC queue"), "ic_queue", "building-store", (Scope.IC_QUEUE_READ,)),
    Place(
        lambda: _("My merchants"),
        "ic_queue",
        "user-check",
        (Scope.IC_QUEUE_ASSIGN,),
        (Scope.ADMIN_ROUTING,),
        "?owner=me",
    ),
    Place(lambda: _("Calls"), "calls", "phone", (Scope.CALLS_HANDLE,)),
    Place(lambda: _("Calendar"), "my_calendar", "calendar", for_workers=True),
    Place(lambda: _("My hours"), "my_hours", "clock", without=(Scope.ADMIN_WORKFORCE,), for_workers=True),
    Place(lambda: _("My hours"), "my_hours", "clock", (Scope.ADMIN_WORKFORCE,), shown=Shown.SEARCH, for_workers=True),
    Place(lambda: _("Team"), "team", "users-group", (Scope.AE_QUEUE_READ,)),
    Place(
        lambda: _("Team availability"), "team_availability", "users-group", (Scope.ADMIN_WORKFORCE,), shown=Shown.MORE
    ),
    Place(
        lambda: _("Team availability"),
        "team_availability",
        "users-group",
        without=(Scope.ADMIN_WORKFORCE,),
        shown=Shown.SEARCH,
        for_workers=True,
    ),
    Place(lambda: _("Rota"), "rota", "calendar-time", (Scope.ADMIN_WORKFORCE,), shown=Shown.MORE),
    Place(lambda: _("Days off"), "closures", "building", (Scope.ADMIN_WORKFORCE,), shown=Shown.MORE),
    Place(lambda: _("Decisions"), "decisions", "scale", (Scope.ADMIN_ROUTING,), shown=Shown.MORE),
    Place(lambda: _("Policies"), "policies", "adjustments", (Scope.ADMIN_ROUTING,), shown=Shown.MORE),
    Place(lambda: _("Figures"), "figures", "chart-bar", (Scope.ANALYTICS_READ, Scope.ADMIN_ROUTING), shown=Shown.MORE),
    Place(lambda: _("Hand over leads"), "reassign_leads", "users", (Scope.ADMIN_ROUTING,), shown=Shown.MORE),
    Place(lambda: _("Import"), "lead_imports", "upload", (Scope.ADMIN_ROUTING,), shown=Shown.MORE),
    Place(lambda: _("Batches"), "batches", "list-check", (Scope.ADMIN_ROUTING,), shown=Shown.MORE),
    # the operator's side books for a customer on other pages
    Place(lambda: _("Schedule a call"), "schedule_call", "calendar-event", (Scope.CALLS_BOOK,), (Scope.CALLS_HANDLE,)),
    Place(lambda: _("My calls"), "my_calls", "phone-call", (Scope.CALLS_BOOK,), (Scope.CALLS_HANDLE,)),
    Place(
        lambda: pgettext("leads", "Closed today and before"),
        "ae_queue",
        "circle-check",
        (Scope.AE_QUEUE_READ,),
        query="?status=CLOSED",
        shown=Shown.SEARCH,
    ),
    Place(
        lambda: pgettext("merchants", "Completed today and before"),
        "ic_queue",
        "circle-check",
        (Scope.IC_QUEUE_READ,),
        query="?status=COMPLETED",
        shown=Shown.SEARCH,
    ),
    Place(lambda: _("Messages"), "notifications", "bell", shown=Shown.SEARCH),
    Place(lambda: _("Profile"), "profile", "user", shown=Shown.SEARCH),
    Place(lambda: _("Subscribe to my calendar"), "calendar_feed", "calendar", shown=Shown.SEARCH),
    Place(lambda: _("Administration"), "admin:index", "shield", (Scope.ADMIN_ROUTING,), shown=Shown.SEARCH),
    Place(lambda: _("API documentation"), "api-docs", "api", shown=Shown.SEARCH),
)


def pages_for(scopes: Collection[str], *, is_worker: bool) -> list[Page]:
    """What somebody with these scopes, on the operator's side or not, may open, in order."""
    return [
        Page(place.label(), url + place.query, place.icon, place.shown)
        for place in PLACES
        if is_worker or not place.for_workers
        if (not place.scopes or not set(place.scopes).isdisjoint(scopes)) and set(place.without).isdisjoint(scopes)
        if (url := address(place.name))
    ]


def current(pages: list[Page], request: HttpRequest) -> Page | None:
    """Which of them the reader is on: the one whose address, filters included, says most of the present one."""
    asked = dict(request.GET.items())
    here = [page for page in pages if page.url.partition("?")[0] == request.path]
    fitting = [page for page in here if dict(parse_qsl(page.url.partition("?")[2])).items() <= asked.items()]
    return max(fitting, key=lambda page: len(page.url), default=None)


def address(name: str) -> str | None:
    """The page of that name, None while it does not exist."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
