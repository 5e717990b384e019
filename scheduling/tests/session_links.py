"""What tests of a merchant's links share: a session in New York, and the address that a mail leads to."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from core.actor import SYSTEM
from core.ids import new_id
from core.links import link_token
from routing.tests.merchants import merchant, need
from scheduling.actions import complete_session, schedule_session, start_session
from scheduling.models import IcSession
from workforce.models import Staff

NOW = datetime(2027, 3, 1, 15, tzinfo=UTC)
AT_TEN = datetime(2027, 3, 3, 15, tzinfo=UTC)  # in New York
HOUR = timedelta(hours=1)


def planned(staff: Staff, starts_at: datetime = AT_TEN, at: datetime = NOW, **own: Any) -> IcSession:
    """own  facts of the session; `merchant__x` of its merchant"""
    about = {name[10:]: value for name, value in own.items() if name.startswith("merchant__")}
    facts = {
        "session_type": "HARDWARE_SETUP",
        "scheduled_for": starts_at,
        "duration": HOUR,
        "timezone": "America/New_York",
        "platform": "ZOOM",
        "agenda": ["Terminal", "Printer"],
    } | {name: value for name, value in own.items() if not name.startswith("merchant__")}
    made = merchant(at=at, **{"contact_email": "jo@shop.example", "language": "en"} | about)
    need(made, at=at, support_type=facts["session_type"])
    return schedule_session(made, staff, facts, by=SYSTEM.on(new_id()), at=at).session


def held(session: IcSession, starts_at: datetime = AT_TEN) -> IcSession:
    """It has taken place."""
    start_session(session.pk, by=SYSTEM, at=starts_at)
    return complete_session(session.pk, {"status": "SUCCESS"}, by=SYSTEM, at=starts_at + HOUR).session


def fresh(session: IcSession) -> IcSession:
    return IcSession.objects.shown().get(pk=session.pk)


def link(session: IcSession, purpose: str = "session.manage", part: str = "", version: int | None = None) -> str:
    version = fresh(session).links_version if version is None else version
    return f"/session-links/{link_token(purpose, session.pk, version)}/{part}"


def move_link(session: IcSession) -> str:
    return link(session, "session.reschedule", "reschedule/")


def cancel_link(session: IcSession) -> str:
    return link(session, "session.cancel", "cancel/")


def again_link(session: IcSession, part: str = "again/") -> str:
    return link(session, "session.again", part)


def survey_link(session: IcSession) -> str:
    return link(session, "session.survey", "survey/")


def text_of(answer: Any) -> str:
    """Without the frame that keeps an hour on one line."""
    return re.sub(r"\s+", " ", answer.content.decode()).replace('<span class="session-hour">', "")


def read(address: str, status: int = 200) -> str:
    answer = Client().get(address)
    assert answer.status_code == status, answer.content
    return text_of(answer)


def sent(address: str, status: int = 200, **form: Any) -> str:
    answer = Client().post(address, form)
    assert answer.status_code == status, answer.content
    return text_of(answer)


def offered(text: str) -> list[datetime]:
    return [datetime.fromisoformat(one) for one in re.findall(r'name="scheduled_for" value="([^"]+)"', text)]
