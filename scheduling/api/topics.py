"""What calls can be about."""

from datetime import timedelta
from typing import Any, ClassVar

from django.utils import translation
from rest_framework import serializers

from core import clock
from core.api.schema import endpoint
from core.api.serializers import PublicIdField, StrictSerializer
from core.api.views import ReadView, WriteView
from core.errors import Invalid, NotFound
from scheduling import conf
from scheduling.actions import change_topic
from scheduling.api.asking import ANYBODY, CallView
from scheduling.api.examples import TOPIC, TOPIC_CHANGES
from scheduling.api.inputs import LONGEST, MINUTE, SHORTEST
from scheduling.models import Topic
from workforce.conf import LONGEST_BUFFER
from workforce.models import Team

TAGS = ("call topics",)
MOST_TEAMS = 50
#: name on the wire → the topic's field, which is a span
SPANS = {
    "duration_minutes": "duration",
    "slot_interval_minutes": "slot_interval",
    "buffer_before_minutes": "buffer_before",
    "buffer_after_minutes": "buffer_after",
    "min_notice_minutes": "min_notice",
}


class TopicView(CallView):
    @property
    def sees_all(self) -> bool:
        return self.company_id is None and self.actor.may(conf.ADMIN_SCOPE)

    def topics(self) -> Any:
        """Those that can be chosen; administrators see all."""
        found = Topic.objects.prefetch_related("teams", "fallback_teams")
        return found if self.sees_all else found.offered()

    def shown(self, topic: Topic) -> dict[str, Any]:
        with translation.override(self._language()):
            return _as_json(topic) | (_setup(topic) if self.sees_all else {})

    def _language(self) -> str:
        """A person's own; for systems what they ask for by Accept-Language."""
        return getattr(self.request.user, "language", None) or translation.get_language() or "en"

    def found(self, code: str) -> Topic:
        topic: Topic | None = self.topics().filter(code=code).first() if "\0" not in code else None
        if topic is None:
            raise NotFound("topic")
        return topic


def _as_json(topic: Topic) -> dict[str, Any]:
    return {
        "id": topic.public_id,
        "code": topic.code,
        "name": str(topic.get_code_display()),
        "description": topic.described,
        "duration_minutes": int(topic.duration / MINUTE),
        "slot_interval_minutes": int(topic.slot_interval / MINUTE),
        "place": topic.place or None,
        "in_person": bool(topic.place),
        "window_days": topic.window_days,
        "min_notice_minutes": int(topic.min_notice / MINUTE),
    }


def _setup(topic: Topic) -> dict[str, Any]:
    """For administrators: the texts as they are stored, who takes the calls, and the rest of the rules."""
    return {
        "description": topic.description,
        "description_es": topic.description_es,
        "description_fr": topic.description_fr,
        "position": topic.position,
        "is_active": topic.is_active,
        "teams": [{"id": team.public_id, "name": team.name} for team in topic.teams.all()],
        "fallback_teams": [{"id": team.public_id, "name": team.name} for team in topic.fallback_teams.all()],
        "buffer_before_minutes": int(topic.buffer_before / MINUTE),
        "buffer_after_minutes": int(topic.buffer_after / MINUTE),
        "daily_max": topic.daily_max,
        "auto_start": topic.auto_start,
    }


@endpoint(
    "Topics",
    "What calls can be about, in the order of the form, in the caller's language. Administrators see all topics with "
    "who takes their calls and all rules.",
    response={"topics": [TOPIC]},
    tags=TAGS,
    operation="call_topics_list",
)
class CallTopics(TopicView, ReadView):
    def read(self, **kwargs: Any) -> dict[str, Any]:
        return {"topics": [self.shown(topic) for topic in self.topics()]}


class TopicChanges(StrictSerializer):
    position = serializers.IntegerField(min_value=0, max_value=32767, required=False)
    is_active = serializers.BooleanField(required=False)
    description = serializers.CharField(max_length=300, required=False)
    description_es = serializers.CharField(max_length=300, required=False, allow_blank=True)
    description_fr = serializers.CharField(max_length=300, required=False, allow_blank=True)
    duration_minutes = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST, required=False)
    slot_interval_minutes = serializers.ChoiceField([step // MINUTE for step in conf.STEPS], required=False)
    buffer_before_minutes = serializers.IntegerField(min_value=0, max_value=LONGEST_BUFFER // MINUTE, required=False)
    buffer_after_minutes = serializers.IntegerField(min_value=0, max_value=LONGEST_BUFFER // MINUTE, required=False)
    min_notice_minutes = serializers.IntegerField(min_value=0, max_value=366 * 24 * 60, required=False)
    window_days = serializers.IntegerField(min_value=1, max_value=366, required=False)
    daily_max = serializers.IntegerField(min_value=1, max_value=32767, required=False, allow_null=True)
    place = serializers.CharField(max_length=200, required=False, allow_blank=True)
    auto_start = serializers.BooleanField(required=False)
    teams = serializers.ListField(child=PublicIdField("team"), max_length=MOST_TEAMS, required=False)
    fallback_teams = serializers.ListField(child=PublicIdField("team"), max_length=MOST_TEAMS, required=False)

    def validate_teams(self, value: list[Any]) -> list[Team]:
        return self._teams("teams", value)

    def validate_fallback_teams(self, value: list[Any]) -> list[Team]:
        return self._teams("fallback_teams", value)

    def _teams(self, name: str, keys: list[Any]) -> list[Team]:
        found = list(Team.objects.filter(pk__in=keys))
        if len(found) != len(set(keys)):
            raise Invalid({name: ["One of these is not the id of a team."]})
        return found

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {SPANS.get(name, name): _span(value) if name in SPANS else value for name, value in attrs.items()}


def _span(minutes: int) -> timedelta:
    return minutes * MINUTE


@endpoint(
    "One topic",
    "As in the list.",
    response=TOPIC,
    tags=TAGS,
    operation="call_topics_read",
    method="get",
)
@endpoint(
    "Change a topic",
    "What is sent replaces what is stored; what is left out stays. `teams` are asked first, `fallback_teams` when none "
    "of theirs takes calls. Calls that are agreed stay as they are.",
    request=TOPIC_CHANGES,
    response=TOPIC,
    tags=TAGS,
    operation="call_topics_change",
    method="put",
)
class OneCallTopic(TopicView, WriteView, ReadView):
    verb: ClassVar[str] = "put"
    scopes: ClassVar[dict[str, tuple[str, ...]]] = {"get": ANYBODY, "put": (conf.ADMIN_SCOPE,)}
    input_class = TopicChanges

    def read(self, topic_code: str, **kwargs: Any) -> dict[str, Any]:
        return self.shown(self.found(topic_code))

    def handle(self, data: dict[str, Any], topic_code: str, **kwargs: Any) -> dict[str, Any]:
        change_topic(self.found(topic_code).pk, data, by=self.actor, at=clock.now())
        return self.shown(self.found(topic_code))
