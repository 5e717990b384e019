"""What happens to messages. None of it holds the message itself."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event


@event("notification.created")
@dataclass(frozen=True, slots=True)
class NotificationCreated:
    """Some people are told one thing. Its subject is the first of them, so that no two tellings wait for each other.

    `recipient_ids` are members; of people outside only their number is told.
    """

    sentence: ClassVar[str] = _("a message is on its way")

    kind: str
    priority: str
    notification_ids: list[str]
    recipient_ids: list[str]
    channels: list[str]
    about_kind: str
    about_id: str
    outsider_count: int = 0

    def subject(self) -> tuple[str, str]:
        return "notif", self.notification_ids[0]


@event("notification.read")
@dataclass(frozen=True, slots=True)
class NotificationRead:
    sentence: ClassVar[str] = _("the message was read")

    notification_ids: list[str]
    recipient_id: str

    def subject(self) -> tuple[str, str]:
        return "notif", self.notification_ids[0]


@event("notification.withdrawn")
@dataclass(frozen=True, slots=True)
class NotificationWithdrawn:
    """What it was about needs nobody's attention any more. `recipient_ids` are members."""

    sentence: ClassVar[str] = _("the message was withdrawn")

    notification_ids: list[str]
    recipient_ids: list[str]
    about_kind: str
    about_id: str

    def subject(self) -> tuple[str, str]:
        return "notif", self.notification_ids[0]


@event("delivery.settled")
@dataclass(frozen=True, slots=True)
class DeliverySettled:
    """A delivery has come to an end: taken by its carrier, or visibly not. People outside have no `recipient_id`."""

    sentence: ClassVar[str] = _("delivery ended: {channel}, {state}")

    delivery_id: str
    notification_id: str
    recipient_id: str
    kind: str
    channel: str
    state: str
    reason: str

    def subject(self) -> tuple[str, str]:
        return "dlv", self.delivery_id


@event("delivery.requeued")
@dataclass(frozen=True, slots=True)
class DeliveryRequeued:
    """Somebody has ended deliveries sent once more."""

    sentence: ClassVar[str] = _("is sent once more")

    delivery_ids: list[str]

    def subject(self) -> tuple[str, str]:
        return "dlv", self.delivery_ids[0]


@event("address.suppressed")
@dataclass(frozen=True, slots=True)
class AddressSuppressed:
    """An address must not be written to any more over that channel."""

    sentence: ClassVar[str] = _("does not want to be written to any more: {channel}")
    personal: ClassVar[tuple[str, ...]] = ("address",)

    channel: str
    address: str

    def subject(self) -> tuple[str, str]:
        return "channel", self.channel


@event("address.released")
@dataclass(frozen=True, slots=True)
class AddressReleased:
    sentence: ClassVar[str] = _("may be written to again: {channel}")
    personal: ClassVar[tuple[str, ...]] = ("address",)

    channel: str
    address: str

    def subject(self) -> tuple[str, str]:
        return "channel", self.channel


@event("device.added")
@dataclass(frozen=True, slots=True)
class DeviceAdded:
    """A browser shows a member's messages."""

    sentence: ClassVar[str] = _("shows messages in {name}")

    device_id: str
    staff_id: str
    name: str

    def subject(self) -> tuple[str, str]:
        return "staff", self.staff_id


@event("device.removed")
@dataclass(frozen=True, slots=True)
class DeviceRemoved:
    sentence: ClassVar[str] = _("shows messages no longer in a browser")

    device_id: str
    staff_id: str

    def subject(self) -> tuple[str, str]:
        return "staff", self.staff_id


@event("preferences.changed")
@dataclass(frozen=True, slots=True)
class PreferencesChanged:
    """A member has chosen what to be left alone with."""

    sentence: ClassVar[str] = _("has changed which messages come which way")

    staff_id: str
    muted: list[str]

    def subject(self) -> tuple[str, str]:
        return "staff", self.staff_id
