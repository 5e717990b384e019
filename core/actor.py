"""Who does something: every action takes `by: Actor` and every event remembers it."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from core.ids import new_id, public_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts.

    kind        "staff", "user" (a person who is not staff), "customer", "api_key" or "system"
    id          public id, shown to people
    name        shown to people
    scopes      what the actor may do; the system may do everything
    user_id     the person's key, None for systems; a staff member's key is the same
    company_id  the company that a key of a company is held to
    ip          the address the request came from
    trace_id    the request that caused it, in every log line of that request
    journey_id  the story it belongs to; started where work enters
    """

    kind: str
    id: str
    name: str
    scopes: frozenset[str] = frozenset()
    user_id: UUID | None = None
    company_id: UUID | None = None
    ip: str | None = None
    trace_id: str = ""
    journey_id: UUID = field(default_factory=new_id)

    def may(self, *scopes: str) -> bool:
        """Whether the actor holds one of these scopes."""
        return self.kind == "system" or not self.scopes.isdisjoint(scopes)

    def on(self, journey_id: UUID) -> "Actor":
        """The same actor, going on with a story that began earlier."""
        return replace(self, journey_id=journey_id)

    def as_json(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name}


SYSTEM = Actor(kind="system", id="system", name="Switchboard")


def staff_public_id(user_id: UUID) -> str:
    return public_id("staff", user_id)
