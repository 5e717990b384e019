"""What happens in routing, by subject: leads, their clocks, what they are promised, policies, long work."""

from routing.events.batches import BatchFinished, BatchProgressed, BatchStarted
from routing.events.clocks import LeadBreachPassedOn, LeadQuoteBreached, LeadQuoteWarned, LeadSlaBreached, LeadSlaWarned
from routing.events.leads import (
    LeadActivityRecorded,
    LeadAssigned,
    LeadChanged,
    LeadClosed,
    LeadContactLogged,
    LeadEnquiredAgain,
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
from routing.events.promises import (
    LeadNextStepCancelled,
    LeadNextStepDone,
    LeadNextStepMoved,
    LeadNextStepPlanned,
    LeadNextTryDue,
)

__all__ = [
    "BatchFinished",
    "BatchProgressed",
    "BatchStarted",
    "LeadActivityRecorded",
    "LeadAssigned",
    "LeadBreachPassedOn",
    "LeadChanged",
    "LeadClosed",
    "LeadContactLogged",
    "LeadEnquiredAgain",
    "LeadNextStepCancelled",
    "LeadNextStepDone",
    "LeadNextStepMoved",
    "LeadNextStepPlanned",
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
