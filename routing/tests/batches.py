"""What tests of long work share."""

from core.actor import Actor
from routing.models import Batch

ADMIN = Actor(kind="system", id="boss", name="Kim", scopes=frozenset({"admin:routing"}))


def counts(batch: Batch) -> tuple[str, int, int]:
    batch.refresh_from_db()
    return batch.state, batch.done, batch.failed
