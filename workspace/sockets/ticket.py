"""One-time tickets: how a client that has a token, not a session cookie, opens a socket.

Signed, good for 30 seconds and once. The mark of use is a row in PostgreSQL, not in Redis: a ticket must be refused
the second time also while Redis is away, and must work then, too.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import connection

from accounts.models import LoginSession
from core import clock
from core.ids import new_id, public_id

LIFE = timedelta(seconds=30)
_SALT = "workspace.sockets.ticket"
_PREFIX = "ticket"
_MARK = """
    INSERT INTO core_idempotencykey (caller, route, key, fingerprint) VALUES ('websocket', '/ws/', %s, '')
    ON CONFLICT (caller, route, key) DO NOTHING
"""


def issue(login_id: UUID, *, at: datetime) -> str:
    """A ticket for the person of this login."""
    claims = {
        "id": public_id(_PREFIX, new_id()),
        "login": public_id(LoginSession.id_prefix, login_id),
        "until": (at + LIFE).timestamp(),
    }
    return signing.dumps(claims, salt=_SALT)


def redeem(ticket: str) -> UUID | None:
    """The login that the ticket was made for, the first time and in time; None otherwise."""
    try:
        claims = signing.loads(ticket, salt=_SALT)
    except signing.BadSignature:
        return None
    if claims["until"] < clock.now().timestamp() or not _first_use(claims["id"]):
        return None
    return LoginSession.parse_id(claims["login"])


def _first_use(ticket_id: str) -> bool:
    """Whoever inserts the mark has used the ticket; purged with the answers of repeated writes."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [ticket_id])
        return cursor.rowcount == 1
