"""What happens to policies."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event


@event("policy.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged:
    """Work of this queue is matched by a new version from now on; the former one stays for its decisions."""

    sentence: ClassVar[str] = _("version {version} is in force: {steps}")

    policy_id: str
    queue: str
    team_id: str
    version: int
    overflow: bool
    contact_needs_connection: bool
    clock_in_team_hours: bool
    reoffer_after_minutes: float | None
    steps: list[str]

    def subject(self) -> tuple[str, str]:
        return "policy", self.policy_id


@event("policy.dropped")
@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDropped:
    """A team has no policy of its own any more: its work is matched as that of every other team of the queue."""

    sentence: ClassVar[str] = _("is no longer in force: the team goes by the policy of all teams")

    policy_id: str
    queue: str
    team_id: str
    version: int

    def subject(self) -> tuple[str, str]:
        return "policy", self.policy_id
