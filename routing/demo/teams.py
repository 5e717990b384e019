"""The teams of the demo world, and which leads come to which."""

from routing.demo.cast import Cast
from routing.demo.people import CHICAGO, LOS_ANGELES, NEW_YORK
from routing.enums import Queue
from routing.models import IntakeRule
from workforce.enums import Work
from workforce.models import Team, TeamMembership

#: name → kind of work, assigned on arrival, zone, members; supervisor1 answers for what nobody owns
TEAMS: dict[str, tuple[Work, bool, str, tuple[str, ...]]] = {
    "South": (Work.AE, False, NEW_YORK, ("ae1", "ae2", "ae3")),
    "North": (Work.AE, True, LOS_ANGELES, ("ae4", "ae5", "ae6")),
    "Onboarding": (Work.IC, False, NEW_YORK, ("ic1", "ic2", "ic3", "ic4")),
    "Support desk": (Work.AGENT, False, NEW_YORK, ("agent1", "agent2", "agent3", "agent4")),
    "Field service": (Work.MECHANIC, False, CHICAGO, ("mechanic1", "mechanic2", "mechanic3", "mechanic4")),
    "Call desk": (Work.CALL, False, NEW_YORK, ("agent1", "agent2", "agent3", "agent4", "ic1", "ic2", "ic3", "ic4")),
}
ON_DUTY = "supervisor1"

#: region → team; the empty region is the rest of the world, the United States among it
INTAKE = {"CA": "North", "": "South"}


def form_teams(cast: Cast) -> None:
    """Every kind of work has a team; leads of California are assigned on arrival, all others wait to be claimed."""
    for name, (work, auto_assign, zone, members) in TEAMS.items():
        team = Team.objects.create(name=name, work=work, auto_assign=auto_assign, timezone=zone)
        cast.teams[name] = team
        TeamMembership.objects.bulk_create(
            [
                TeamMembership(team=team, staff=cast.staff[ON_DUTY], on_duty_rank=1),
                *(TeamMembership(team=team, staff=cast.staff[login]) for login in members),
            ]
        )
    for region, name in INTAKE.items():
        IntakeRule.objects.update_or_create(queue=Queue.AE, region=region, defaults={"team": cast.teams[name]})
    IntakeRule.objects.update_or_create(queue=Queue.IC, region="", defaults={"team": cast.teams["Onboarding"]})
