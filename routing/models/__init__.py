from routing.models.communication import Communication
from routing.models.decision import Decision
from routing.models.lead import Lead, QueueEntry
from routing.models.policy import CohortRule, FirstContactTarget, IntakeRule, PolicyStep, RoutingPolicy
from routing.models.work_item import WorkItem

__all__ = [
    "CohortRule",
    "Communication",
    "Decision",
    "FirstContactTarget",
    "IntakeRule",
    "Lead",
    "PolicyStep",
    "QueueEntry",
    "RoutingPolicy",
    "WorkItem",
]
