"""What the apps below have to say to people."""

from core import clock
from core.actor import SYSTEM
from events.models import DomainEvent
from events.registry import subscribe
from notifications.about import Reference
from notifications.actions import notify, withdraw
from notifications.enums import Kind, Priority
from workforce.models import OutsideCalendar
from workforce.queries.supervisors import supervisors


@subscribe("calendar.lost")
def tell_of_lost_calendar(event: DomainEvent) -> None:
    """The member, who alone can put it right, and every supervisor; nobody when it can be read again meanwhile."""
    key = OutsideCalendar.parse_id(event.subject_id)
    lost = OutsideCalendar.objects.filter(pk=key, told_at__isnull=False) if key else OutsideCalendar.objects.none()
    calendar = lost.select_related("staff__user").first()
    if calendar is None or calendar.staff.is_retired:
        return
    member = calendar.staff
    context = {"staff_id": member.public_id, "member_name": member.name}
    context |= {name: event.payload[name] for name in ("since", "problem")}
    for people, own in (([member], True), ([one for one in supervisors() if one.pk != member.pk], False)):
        notify(
            Kind.CALENDAR_UNREADABLE,
            people,
            context=context | {"for_member": own},
            about=calendar,
            priority=Priority.HIGH if own else Priority.MEDIUM,
            by=SYSTEM.on(event.journey_id),
            at=clock.now(),
            dedupe=f"{event.name}:{event.pk}",
        )


@subscribe("calendar.regained", "calendar.disconnected")
def nothing_to_tell_of_calendar(event: DomainEvent) -> None:
    key = OutsideCalendar.parse_id(event.subject_id)
    if key is not None:
        about = Reference(OutsideCalendar.id_prefix, key)
        withdraw(about, by=SYSTEM.on(event.journey_id), at=clock.now())
