"""The words of this app that are stored or sent."""

from django.db import models


class Work(models.TextChoices):
    """Kinds of work that a place or a team is for."""

    AE = "AE", "Leads (account executive)"
    IC = "IC", "Set-up (implementation consultant)"
    AGENT = "AGENT", "Support (agent)"
    MECHANIC = "MECHANIC", "Service sessions (mechanic)"
    CALL = "CALL", "Calls"


class Seniority(models.TextChoices):
    JUNIOR = "JUNIOR", "Junior"
    REGULAR = "REGULAR", "Regular"
    SENIOR = "SENIOR", "Senior"


class Presence(models.TextChoices):
    ONLINE = "ONLINE", "Online"
    BUSY = "BUSY", "Busy"
    AWAY = "AWAY", "Away"
    OFFLINE = "OFFLINE", "Offline"


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class Purpose(models.TextChoices):
    CALL = "CALL", "Call"
    SESSION = "SESSION", "Set-up session"
    CALLBACK = "CALLBACK", "Callback"
    NEXT_STEP = "NEXT_STEP", "Next step"
    HOLD = "HOLD", "Hold"


class BookingState(models.TextChoices):
    HELD = "HELD", "Held"
    PENDING = "PENDING", "Pending"
    CONFIRMED = "CONFIRMED", "Confirmed"
    IN_PROGRESS = "IN_PROGRESS", "In progress"
    DONE = "DONE", "Done"
    CANCELLED = "CANCELLED", "Cancelled"
    NO_SHOW = "NO_SHOW", "No show"


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

#: the timer that releases a hold
HOLD_EXPIRY = "booking.hold_expiry"
