"""Who brings messages out. Which class carries which channel stands in the setting CARRIERS."""

from django.conf import settings
from django.utils.module_loading import import_string

from notifications.ports import Carrier


def carrier_of(channel: str) -> Carrier:
    carrier: Carrier = import_string(settings.CARRIERS[channel])()
    return carrier
