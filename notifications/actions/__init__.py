"""The verbs of telling, in life-cycle order. A sender claims and settles; resending is an admin's."""

from notifications.actions.add_device import add_device
from notifications.actions.change_preferences import change_preferences
from notifications.actions.claim_delivery import claim_delivery
from notifications.actions.mark_read import mark_all_read, mark_read
from notifications.actions.notify import notify
from notifications.actions.opt_out import opt_in, opt_out
from notifications.actions.remind import forget_reminder, remind
from notifications.actions.remove_device import remove_device
from notifications.actions.resend_delivery import replay_dead, resend_delivery
from notifications.actions.send_digests import send_digests
from notifications.actions.settle_delivery import release_abandoned, settle_delivery
from notifications.actions.take_report import take_report
from notifications.actions.withdraw import withdraw

__all__ = [  # noqa: RUF022  (the order of a notification's life)
    "notify",
    "remind",
    "forget_reminder",
    "send_digests",
    "claim_delivery",
    "settle_delivery",
    "release_abandoned",
    "take_report",
    "mark_read",
    "mark_all_read",
    "withdraw",
    "resend_delivery",
    "replay_dead",
    "opt_out",
    "opt_in",
    "change_preferences",
    "add_device",
    "remove_device",
]
