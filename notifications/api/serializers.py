from rest_framework import serializers

from core.api.serializers import InstantField, PublicIdField
from notifications.enums import Channel, DeliveryState, Kind, Priority, Reason


class AboutObject(serializers.Serializer):
    kind = serializers.CharField(help_text="Prefix of the id.")
    id = serializers.CharField()


class DeliveryStatus(serializers.Serializer):
    channel = serializers.ChoiceField(Channel.choices)
    status = serializers.ChoiceField(DeliveryState.choices)
    sent_at = InstantField(allow_null=True)
    recipient = serializers.CharField(help_text="The address; for bell and push the member's id.")
    reason = serializers.ChoiceField(Reason.choices, allow_null=True, help_text="Why it was not sent.")


class NotificationRow(serializers.Serializer):
    notification_id = PublicIdField("notif")
    notification_type = serializers.ChoiceField(Kind.choices)
    priority = serializers.ChoiceField(Priority.choices)
    subject = serializers.CharField()
    about = AboutObject()
    url = serializers.CharField(help_text="The page it leads to.")
    created_at = InstantField()
    read_at = InstantField(allow_null=True)
    delivery_status = DeliveryStatus(many=True)
