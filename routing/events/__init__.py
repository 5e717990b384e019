"""What happens in routing, by subject: leads, their clocks, policies."""

from routing.events.clocks import LeadQuoteBreached, LeadQuoteWarned, LeadSlaBreached, LeadSlaWarned
from routing.events.leads import (
    LeadAssigned,
    LeadChanged,
    LeadClosed,
    LeadContactLogged,
    LeadEnquiredAgain,
    LeadNextTryDue,
    LeadOffered,
    LeadParked,
    LeadQueued,
    LeadReceived,
    LeadReleased,
    LeadReopened,
    LeadScoreChanged,
    LeadWoken,
)
from routing.events.policies import PolicyChanged, PolicyDropped

__all__ = [
    "LeadAssigned",
    "LeadChanged",
    "LeadClosed",
    "LeadContactLogged",
    "LeadEnquiredAgain",
    "LeadNextTryDue",
    "LeadOffered",
    "LeadParked",
    "LeadQueued",
    "LeadQuoteBreached",
    "LeadQuoteWarned",
    "LeadReceived",
    "LeadReleased",
    "LeadReopened",
    "LeadScoreChanged",
    "LeadSlaBreached",
    "LeadSlaWarned",
    "LeadWoken",
    "PolicyChanged",
    "PolicyDropped",
]
