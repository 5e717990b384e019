from events.models.dispatch import Dispatch
from events.models.domain_event import DomainEvent, SubjectHead
from events.models.job_run import JobRun
from events.models.timer import Timer

__all__ = ["Dispatch", "DomainEvent", "JobRun", "SubjectHead", "Timer"]
