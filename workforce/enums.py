"""The words of this app that are stored or sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Work(models.TextChoices):
    """Kinds of work that a place or a team is for."""

    AE = "AE", _("Leads (account executive)")
    IC = "IC", _("Set-up (implementation consultant)")
    AGENT = "AGENT", _("Support (agent)")
    MECHANIC = "MECHANIC", _("Service sessions (mechanic)")
    CALL = "CALL", _("Calls")


#: the places of agreed calls: their room is the hour in the calendar, so there is one more whenever one is needed, and
#: the places for Work.CALL are left to what waits for an answer
AGREED_CALL = "AGREED"


class Seniority(models.TextChoices):
    JUNIOR = "JUNIOR", _("Junior")
    REGULAR = "REGULAR", _("Regular")
    SENIOR = "SENIOR", _("Senior")


class Presence(models.TextChoices):
    ONLINE = "ONLINE", pgettext_lazy("presence", "Online")
    BUSY = "BUSY", pgettext_lazy("presence", "Busy")
    AWAY = "AWAY", pgettext_lazy("presence", "Away")
    OFFLINE = "OFFLINE", pgettext_lazy("presence", "Offline")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class HoursOrigin(models.TextChoices):
    """Who made a day differ from the week."""

    OWN = "OWN", _("Own")
    ROTA = "ROTA", _("Rota")


class Purpose(models.TextChoices):
    CALL = "CALL", _("Call")
    SESSION = "SESSION", _("Set-up session")
    SECOND = "SECOND", _("Set-up session, as second host")
    CALLBACK = "CALLBACK", _("Callback")
    NEXT_STEP = "NEXT_STEP", _("Next step")
    HOLD = "HOLD", _("Hold")


#: goes along with somebody else's booking: neither moved nor handed over by itself
ALONG = frozenset({Purpose.SECOND})


class BookingState(models.TextChoices):
    HELD = "HELD", _("Held")
    PENDING = "PENDING", _("Pending")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    IN_PROGRESS = "IN_PROGRESS", _("In progress")
    DONE = "DONE", _("Done")
    CANCELLED = "CANCELLED", _("Cancelled")
    NO_SHOW = "NO_SHOW", _("No show")


#: states in which a booking takes the member's time
LIVE_STATES = (BookingState.HELD, BookingState.PENDING, BookingState.CONFIRMED, BookingState.IN_PROGRESS)

#: from → to; nothing else happens to a booking
BOOKING_TRANSITIONS: dict[BookingState, tuple[BookingState, ...]] = {
    BookingState.HELD: (BookingState.PENDING, BookingState.CONFIRMED, BookingState.CANCELLED),
    BookingState.PENDING: (BookingState.CONFIRMED, BookingState.CANCELLED),
    BookingState.CONFIRMED: (
        BookingState.IN_PROGRESS,
        BookingState.DONE,
        BookingState.NO_SHOW,
        BookingState.CANCELLED,
    ),
    BookingState.IN_PROGRESS: (BookingState.DONE, BookingState.NO_SHOW),
    BookingState.DONE: (),
    BookingState.CANCELLED: (),
    BookingState.NO_SHOW: (),
}


class CalendarProvider(models.TextChoices):
    """Where a member's own appointments stand. Bookings of ours are no outside calendar: they are read as they are."""

    ICS = "ICS", _("iCalendar address")


class CalendarProblem(models.TextChoices):
    """Why a calendar could not be read, as far as it decides what happens next."""

    UNREACHABLE = "UNREACHABLE", _("Does not answer")
    REFUSED = "REFUSED", _("Does not let us in")
    GONE = "GONE", _("Is not there any more")
    UNREADABLE = "UNREADABLE", _("Answers with something that is no calendar")
    SLOW_DOWN = "SLOW_DOWN", _("Asks to be left alone for a while")


class CalendarState(models.TextChoices):
    """What rules.freshness says of a calendar, for people."""

    FRESH = "FRESH", _("Up to date")
    STALE = "STALE", _("Out of date")
    UNREADABLE = "UNREADABLE", _("Cannot be read")


#: the timer that releases a hold
HOLD_EXPIRY = "booking.hold_expiry"
