"""Who takes calls about what in the demo world."""

from routing.demo.cast import Cast
from routing.demo.people import NEW_YORK
from routing.demo.teams import ON_DUTY
from scheduling.models import Topic
from workforce.enums import Work
from workforce.models import Team, TeamMembership

#: the general desk is routing's; these know more about one topic
DESKS = {
    "Billing desk": ("agent1", "agent3", "agent4"),
    "Technical desk": ("agent2", "agent4", "ic4"),
}
GENERAL = "Call desk"
#: topic → who is asked first; the general desk where they have nobody
TAKEN_BY = {
    "NEW_SERVICES": GENERAL,
    "ACCOUNT_SUPPORT": GENERAL,
    "TECHNICAL_ISSUES": "Technical desk",
    "BILLING": "Billing desk",
    "GENERAL_INQUIRY": GENERAL,
    "OTHER": GENERAL,
}
#: where accounts are looked after people can also be met
PLACE = "12 Harbor Street, New York"


def open_desks(cast: Cast) -> None:
    for name, members in DESKS.items():
        team = cast.teams[name] = Team.objects.create(name=name, work=Work.CALL, auto_assign=False, timezone=NEW_YORK)
        TeamMembership.objects.bulk_create(
            [
                TeamMembership(team=team, staff=cast.staff[ON_DUTY], on_duty_rank=1),
                *(TeamMembership(team=team, staff=cast.staff[login]) for login in members),
            ]
        )
    for topic in Topic.objects.all():
        topic.teams.add(cast.teams[TAKEN_BY[topic.code]])
        if TAKEN_BY[topic.code] != GENERAL:
            topic.fallback_teams.add(cast.teams[GENERAL])
    Topic.objects.filter(code="ACCOUNT_SUPPORT").update(place=PLACE)
