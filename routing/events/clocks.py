"""What a lead's clocks say."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event
from routing.events.about import OfEntry


@event("lead.sla_warned")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSlaWarned(OfEntry):
    """Four fifths of the time to first contact are gone. Once per clock."""

    sentence: ClassVar[str] = _("is at risk: contact due")

    owner_id: str
    contact_by: datetime


@event("lead.sla_breached")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSlaBreached(OfEntry):
    """Nobody made contact in time. Once per clock; `late_by_seconds` is how late this was noticed."""

    sentence: ClassVar[str] = _("missed its contact deadline")

    owner_id: str
    contact_by: datetime
    late_by_seconds: float


@event("lead.quote_warned")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadQuoteWarned(OfEntry):
    """Four fifths of the time to the quote are gone. Once per clock."""

    sentence: ClassVar[str] = _("is at risk: quote due")

    owner_id: str
    quote_by: datetime


@event("lead.quote_breached")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadQuoteBreached(OfEntry):
    """No quote went out in time. Once per clock; `late_by_seconds` is how late this was noticed."""

    sentence: ClassVar[str] = _("missed its quote deadline")

    owner_id: str
    quote_by: datetime
    late_by_seconds: float


@event("lead.breach_passed_on")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadBreachPassedOn(OfEntry):
    """Nobody reacted to a missed deadline: the next on duty was told. `silent` is who had been told last."""

    sentence: ClassVar[str] = _("was passed on: nobody had reacted")

    to_id: str
    silent: str
    step: int


@event("lead.reoffered")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadReoffered(OfEntry):
    """The deadline was missed and its owner had not even tried: somebody else has it now."""

    sentence: ClassVar[str] = _("was taken from {previous_owner_name}, who had not tried in time")

    owner_id: str
    previous_owner_id: str
    previous_owner_name: str


@event("lead.reoffered_in_vain")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadReofferedInVain(OfEntry):
    """It would have gone to somebody else, but nobody else can take it: it stays."""

    sentence: ClassVar[str] = _("stays with {previous_owner_name}: nobody else can take it")

    owner_id: str
    previous_owner_id: str
    previous_owner_name: str
