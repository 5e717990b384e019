"""Second hosts, as tests of them look at what has become of one."""

from core import clock
from routing.tests.worlds import person
from scheduling.actions import add_second_host
from scheduling.models import IcSession
from scheduling.tests.session_api import SESSIONS, api_of
from workforce.enums import Purpose
from workforce.models import Booking, Staff


def address(session):
    return f"{SESSIONS}/sessions/{session.public_id}/second-host"


def put(staff, session, host_id, **headers):
    return api_of(staff).put(address(session), {"ic_id": host_id}, **headers)


def joined(session: IcSession, host: Staff, by: Staff) -> IcSession:
    return add_second_host(session.pk, host, by=person(by), at=clock.now())


def along(host):
    """States and beginnings of that member's bookings as second host."""
    found = Booking.objects.filter(staff=host, purpose=Purpose.SECOND).order_by("created_at")
    return [(one.state, one.starts_at) for one in found]


def host_of(session):
    return IcSession.objects.values_list("second_host", flat=True).get(pk=session.pk)
