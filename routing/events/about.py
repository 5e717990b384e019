"""What every event of a lead names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OfLead:
    lead_id: str

    def subject(self) -> tuple[str, str]:
        return "lead", self.lead_id


@dataclass(frozen=True, slots=True, kw_only=True)
class OfEntry(OfLead):
    queue_entry_id: str
    team_id: str
