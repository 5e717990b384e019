"""POST /notifications/ae: another system tells an account executive something about a lead."""

from typing import Any, ClassVar

from rest_framework import serializers

from core import clock
from core.api.schema import endpoint
from core.api.serializers import InstantField, PhoneField, PublicIdField, StrictSerializer
from core.api.views import WriteView
from core.errors import ErrorCode, Invalid, NotFound
from notifications.enums import Channel, Kind, Priority
from notifications.messages import MESSAGES
from notifications.messages.leads import LeadMessage
from notifications.queries import delivery_status
from routing.actions.tell_ae import tell_ae
from routing.api.examples import LEAD_ID, SARAH
from routing.models import Lead
from workforce.models import Staff

ABOUT_LEADS = [(kind.value, kind.label) for kind in Kind if issubclass(MESSAGES[kind], LeadMessage)]


class MessageData(StrictSerializer):
    """What the message says. What is left out comes from the lead; what the type does not mention is ignored."""

    lead_id = PublicIdField("lead")
    lead_name = serializers.CharField(max_length=200, required=False)
    business_name = serializers.CharField(max_length=200, required=False)
    contact_by = InstantField(required=False, allow_null=True, help_text="The deadline, also of SLA_*.")
    estimated_value = serializers.FloatField(min_value=0, max_value=1e12, required=False, allow_null=True)
    quote_value = serializers.FloatField(min_value=0, max_value=1e12, required=False, allow_null=True)
    amount = serializers.FloatField(min_value=0, max_value=1e12, required=False, allow_null=True)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False, help_text="ISO 4217")
    phone = PhoneField(required=False)
    activity = serializers.RegexField(r"^[A-Z_]{1,40}$", required=False)
    detail = serializers.CharField(max_length=200, required=False)
    reason = serializers.CharField(max_length=200, required=False)
    note = serializers.CharField(max_length=500, required=False)
    callback_at = InstantField(required=False, help_text="That of the callback the lead expects, if left out.")


class Overrides(StrictSerializer):
    subject = serializers.CharField(max_length=300, required=False)
    custom_message = serializers.CharField(max_length=1000, required=False)


class AeNotification(StrictSerializer):
    ae_id = PublicIdField("staff")
    notification_type = serializers.ChoiceField(ABOUT_LEADS)
    priority = serializers.ChoiceField(Priority.choices, required=False, help_text="The lead's own, if left out.")
    channels = serializers.ListField(
        child=serializers.ChoiceField(Channel.choices),
        max_length=10,
        required=False,
        allow_null=True,
        help_text="Those of the rules, if left out. The bell always rings.",
    )
    data = MessageData()  # type: ignore[assignment]  # the wire's name, also an attribute of DRF's serializer
    template_overrides = Overrides(required=False, allow_null=True)


TOLD = {
    "notification_id": "notif_01k9a3v7x8e9f0g1h2j3k4m5na",
    "ae_id": SARAH["id"],
    "notification_type": "NEW_LEAD_ASSIGNED",
    "priority": "HIGH",
    "delivery_status": [
        {"channel": "EMAIL", "status": "QUEUED", "sent_at": None, "recipient": SARAH["email"]},
        {"channel": "SMS", "status": "QUEUED", "sent_at": None, "recipient": SARAH["phone"]},
        {"channel": "PUSH", "status": "QUEUED", "sent_at": None, "device_count": 2},
        {"channel": "IN_APP", "status": "SENT", "sent_at": "2026-10-09T12:05:00Z", "recipient": SARAH["id"]},
    ],
    "created_at": "2026-10-09T12:05:00Z",
}


@endpoint(
    "Notify an account executive",
    "The message is on its way on each channel when this answers: deliveries are listed as they stand. A channel for "
    "which the member has no address, or which nothing carries here, is `SKIPPED` with the `reason`.",
    request={
        "ae_id": SARAH["id"],
        "notification_type": "NEW_LEAD_ASSIGNED",
        "priority": "HIGH",
        "channels": ["EMAIL", "SMS", "PUSH"],
        "data": {
            "lead_id": LEAD_ID,
            "lead_name": "John Doe",
            "business_name": "John's Fine Dining LLC",
            "estimated_value": 75000,
            "contact_by": "2026-10-09T12:15:00Z",
        },
        "template_overrides": {
            "subject": "URGENT: High-value lead assigned - $75K opportunity",
            "custom_message": "Restaurant vertical, 12 locations",
        },
    },
    response=TOLD,
    codes=(ErrorCode.NOT_FOUND, ErrorCode.MEMBER_RETIRED),
    tags=("notifications",),
    operation="notifications_ae",
)
class NotifyAe(WriteView):
    scopes: ClassVar[tuple[str, ...]] = ("system:routing", "admin:routing")
    idempotency = "required"
    input_class = AeNotification
    success_status = 202

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        facts = dict(data["data"])
        lead, executive = _lead(facts.pop("lead_id")), _ae(data["ae_id"])
        told = tell_ae(
            lead,
            executive,
            kind=data["notification_type"],
            facts=facts,
            priority=data.get("priority"),
            channels=data.get("channels"),
            overrides=data.get("template_overrides"),
            by=self.actor,
            at=clock.now(),
        )
        return {
            "notification_id": told.public_id,
            "ae_id": executive.public_id,
            "notification_type": told.kind,
            "priority": told.priority,
            "delivery_status": delivery_status(told),
            "created_at": told.created_at,
        }


def _lead(key: Any) -> Lead:
    lead = Lead.objects.filter(pk=key).first()
    if lead is None:
        raise NotFound("lead")
    return lead


def _ae(key: Any) -> Staff:
    staff = Staff.objects.with_person().filter(pk=key, user__roles__contains=["AE"]).first()
    if staff is None:
        raise Invalid({"ae_id": ["Is not an account executive."]})
    return staff
