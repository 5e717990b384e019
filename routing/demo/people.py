"""The people of the demo world: who they are, what they know, when they work, how much they carry."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from accounts.actions import create_user
from accounts.enums import Role, Tier
from accounts.models import Company, Customer, User
from core.actor import SYSTEM
from routing.demo.cast import Cast
from workforce.actions import set_capacity
from workforce.enums import Presence, Seniority, Work
from workforce.models import PresenceSpan, Staff, WorkingHours
from workforce.rules import zones

PASSWORD = "switchboard"  # noqa: S105  (known to everybody: the world refuses to be loaded in production)
NEW_YORK, CHICAGO, LOS_ANGELES = "America/New_York", "America/Chicago", "America/Los_Angeles"
NINE_TO_FIVE = (("09:00", "17:00"),)
WEEKDAYS = range(5)
FOUNDED = timedelta(days=60)  # how long ago everybody joined
REMEMBERED = 14  # days of presence history


@dataclass(frozen=True)
class Person:
    """A member of staff: spans are worked on weekdays in `zone`, `places` are by kind of work."""

    login: str
    name: str
    roles: tuple[Role, ...]
    title: str
    zone: str = NEW_YORK
    seniority: Seniority = Seniority.REGULAR
    languages: tuple[str, ...] = ("en",)
    skills: tuple[str, ...] = ()
    places: dict[Work, int] = field(default_factory=dict)
    spans: tuple[tuple[str, str], ...] = NINE_TO_FIVE
    country: str = "US"
    subdivision: str = ""


_AE, _IC, _AGENT, _MECHANIC = (Role.AE,), (Role.IC,), (Role.AGENT,), (Role.MECHANIC,)
_AE_PLACES = {Work.AE: 25}
_IC_PLACES = {Work.IC: 8, Work.CALL: 4}
_AGENT_PLACES = {Work.AGENT: 10, Work.CALL: 4}
_MECHANIC_PLACES = {Work.MECHANIC: 3}
_JUNIOR, _SENIOR = Seniority.JUNIOR, Seniority.SENIOR

STAFF = (
    Person("ae1", "Sarah Johnson", _AE, "Account executive", NEW_YORK, _SENIOR, ("en", "es"),
           ("RESTAURANT", "BAR", "CAFE"), _AE_PLACES, subdivision="NY"),
    Person("ae2", "Michael Chen", _AE, "Account executive", NEW_YORK, Seniority.REGULAR, ("en",),
           ("RETAIL", "BOOKSTORE", "FLORIST"), _AE_PLACES, subdivision="NY"),
    Person("ae3", "Priya Raman", _AE, "Account executive", CHICAGO, _JUNIOR, ("en", "fr"),
           ("SALON", "FITNESS", "HOTEL", "BAKERY"), _AE_PLACES, (("08:30", "12:30"), ("13:00", "17:00")),
           subdivision="IL"),
    Person("ae4", "Diego Morales", _AE, "Account executive", LOS_ANGELES, _SENIOR, ("en", "es"),
           ("RESTAURANT", "FOOD_TRUCK", "BAKERY", "GROCERY"), _AE_PLACES, (("08:00", "16:30"),), subdivision="CA"),
    Person("ae5", "Hannah Okafor", _AE, "Account executive", LOS_ANGELES, Seniority.REGULAR, ("en",),
           ("RETAIL", "PET_CARE", "FLORIST", "BOOKSTORE"), _AE_PLACES, NINE_TO_FIVE, subdivision="CA"),
    Person("ae6", "Julien Moreau", _AE, "Account executive", NEW_YORK, Seniority.REGULAR, ("en", "fr"),
           ("SALON", "FITNESS", "CLINIC", "HOTEL", "CAFE"), _AE_PLACES, (("11:00", "19:30"),), subdivision="NY"),
    Person("ic1", "Grace Whitfield", _IC, "Implementation consultant", NEW_YORK, _SENIOR, ("en", "es"),
           ("HARDWARE_SETUP", "GENERAL", "RESTAURANT"), _IC_PLACES),
    Person("ic2", "Tomasz Nowak", _IC, "Implementation consultant", NEW_YORK, Seniority.REGULAR, ("en",),
           ("INTEGRATION", "DATA_IMPORT", "RETAIL"), _IC_PLACES),
    Person("ic3", "Aisha Karim", _IC, "Implementation consultant", NEW_YORK, Seniority.REGULAR, ("en", "fr"),
           ("TRAINING", "GENERAL", "SALON"), _IC_PLACES),
    Person("ic4", "Ben Fitzgerald", _IC, "Implementation consultant", NEW_YORK, _JUNIOR, ("en",),
           ("TROUBLESHOOTING", "HARDWARE_SETUP", "CAFE"), _IC_PLACES),
    Person("agent1", "Laura Mitchell", _AGENT, "Support agent", NEW_YORK, _SENIOR, ("en", "es"),
           ("BILLING", "ORDERING", "PAYMENTS"), _AGENT_PLACES),
    Person("agent2", "Kwame Boateng", _AGENT, "Support agent", NEW_YORK, Seniority.REGULAR, ("en",),
           ("HARDWARE", "TECHNICAL"), _AGENT_PLACES),
    Person("agent3", "Sofia Herrera", _AGENT, "Support agent", NEW_YORK, Seniority.REGULAR, ("es", "en"),
           ("ORDERING", "DELIVERY"), _AGENT_PLACES),
    Person("agent4", "Owen Larsson", _AGENT, "Support agent", NEW_YORK, _JUNIOR, ("en", "fr"),
           ("TECHNICAL", "ACCOUNT"), _AGENT_PLACES),
    Person("supervisor1", "Margaret Doyle", (Role.SUPERVISOR,), "Sales floor supervisor", NEW_YORK, _SENIOR,
           ("en", "es")),
    Person("mechanic1", "Ray Castillo", _MECHANIC, "Mechanic", LOS_ANGELES, _SENIOR, ("en", "es"),
           ("BRAKES", "SUSPENSION"), _MECHANIC_PLACES, (("08:00", "16:00"),), subdivision="CA"),
    Person("mechanic2", "Ingrid Solberg", _MECHANIC, "Mechanic", "America/Denver", Seniority.REGULAR, ("en",),
           ("DRIVETRAIN", "WHEELS"), _MECHANIC_PLACES, (("10:00", "14:00"), ("15:00", "19:00")), subdivision="CO"),
    Person("mechanic3", "Femi Adeyemi", _MECHANIC, "Mechanic", "Europe/London", Seniority.REGULAR, ("en",),
           ("ELECTRIC", "BRAKES"), _MECHANIC_PLACES, (("08:30", "17:00"),), "GB"),
    Person("mechanic4", "Camille Dubois", _MECHANIC, "Mechanic", "Europe/Paris", _JUNIOR, ("fr", "en"),
           ("WHEELS", "FITTING"), _MECHANIC_PLACES, (("09:00", "12:30"), ("14:00", "18:00")), "FR"),
)  # fmt: skip

#: login, name, company, tier, language, zone
CUSTOMERS = (
    ("customer1", "Eleanor Vance", "Harbor Street Coffee", Tier.PLUS, "en", NEW_YORK),
    ("customer2", "Marcus Bell", "Harbor Street Coffee", Tier.PLUS, "en", NEW_YORK),
    ("customer3", "Lucía Fernández", "Casa Fernández Market", Tier.VIP, "es", CHICAGO),
    ("customer4", "Andrés Fernández", "Casa Fernández Market", Tier.VIP, "es", CHICAGO),
)


def introduce_people(cast: Cast) -> None:
    """Everybody can sign in with PASSWORD; staff have skills, hours, places and a history of presence."""
    joined = cast.at - FOUNDED
    for number, person in enumerate(STAFF):
        language = person.languages[0]
        cast.users[person.login] = _user(person.login, person.name, person.roles, language, person.zone, number, joined)
        cast.staff[person.login] = _hire(cast.users[person.login], person, joined)
    for number, (login, name, company, tier, language, zone) in enumerate(CUSTOMERS, start=len(STAFF)):
        user = cast.users[login] = _user(login, name, (Role.CUSTOMER,), language, zone, number, joined)
        _customer(user, company, tier, joined)
    cast.users["admin"] = _user("admin", "Robin Adler", (Role.ADMIN,), "en", NEW_YORK, 60, joined)
    User.objects.filter(pk__in=[user.pk for user in cast.users.values()]).update(
        password=make_password(PASSWORD),  # worked out once: it is slow on purpose
        created_at=joined,
    )
    _keep_hours()
    _remember_presence(cast)


def _user(
    login: str, name: str, roles: tuple[Role, ...], language: str, zone: str, number: int, joined: datetime
) -> User:
    return create_user(
        f"{login}@demo.test",
        name,
        [role.value for role in roles],
        None,
        by=SYSTEM,
        at=joined,
        phone=f"+1212555{100 + number:04d}",
        language=language,
        timezone=zone,
    )


def _hire(user: User, person: Person, joined: datetime) -> Staff:
    staff = Staff.objects.create(
        user=user,
        title=person.title,
        seniority=person.seniority,
        languages=list(person.languages),
        skills=list(person.skills),
        country=person.country,
        subdivision=person.subdivision,
        presence_since=joined,
    )
    for work, places in person.places.items():
        set_capacity(staff, work, places, by=SYSTEM, at=joined)
    return staff


def _customer(user: User, company: str, tier: Tier, joined: datetime) -> None:
    Customer.objects.create(
        company=Company.objects.get_or_create(name=company, defaults={"created_at": joined})[0],
        user=user,
        name=user.name,
        email=user.email,
        phone=user.phone,
        tier=tier,
        language=user.language,
        timezone=user.timezone,
        created_at=joined,
    )


def _keep_hours() -> None:
    by_email = {f"{person.login}@demo.test": person for person in STAFF}
    hours = [
        WorkingHours(staff=staff, weekday=day, starts=starts, ends=ends)
        for staff in Staff.objects.with_person().filter(user__email__in=by_email)
        for day in WEEKDAYS
        for starts, ends in by_email[staff.email].spans
    ]
    WorkingHours.objects.bulk_create(hours)


def _remember_presence(cast: Cast) -> None:
    """Online in their hours of the last two weeks, offline between and now: nobody has a browser open yet."""
    spans = []
    for person in STAFF:
        staff, zone, last = cast.staff[person.login], zones.zone(person.zone), cast.at - FOUNDED
        for back in range(REMEMBERED, -1, -1):
            day = cast.at.astimezone(zone).date() - timedelta(days=back)
            for starts, ends in person.spans if day.weekday() in WEEKDAYS else ():
                came, left = (datetime.combine(day, time.fromisoformat(clock), zone) for clock in (starts, ends))
                came, left = came.astimezone(UTC), left.astimezone(UTC)
                if left > cast.at:
                    continue
                spans.append(PresenceSpan(staff=staff, presence=Presence.OFFLINE, began_at=last, ended_at=came))
                spans.append(PresenceSpan(staff=staff, presence=Presence.ONLINE, began_at=came, ended_at=left))
                last = left
        spans.append(PresenceSpan(staff=staff, presence=Presence.OFFLINE, began_at=last))
        Staff.objects.filter(pk=staff.pk).update(presence_since=last)
    PresenceSpan.objects.bulk_create(spans)
