from routing.models.activity import LeadActivity
from routing.models.batch import Batch, BatchRow
from routing.models.communication import Communication
from routing.models.decision import Decision
from routing.models.lead import Lead, QueueEntry
from routing.models.merchant import IcEntry, Merchant, MerchantStep, OnboardingStep
from routing.models.policy import ClockTarget, CohortRule, IntakeRule, PolicyStep, RoutingPolicy
from routing.models.promise import CadenceStep, CloseReason, NextStep
from routing.models.work_item import WorkItem

__all__ = [
    "Batch",
    "BatchRow",
    "CadenceStep",
    "ClockTarget",
    "CloseReason",
    "CohortRule",
    "Communication",
    "Decision",
    "IcEntry",
    "IntakeRule",
    "Lead",
    "LeadActivity",
    "Merchant",
    "MerchantStep",
    "NextStep",
    "OnboardingStep",
    "PolicyStep",
    "QueueEntry",
    "RoutingPolicy",
    "WorkItem",
]
