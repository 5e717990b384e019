"""Who brings messages out. Which class carries which channel stands in conf.CARRIERS."""

from django.utils.module_loading import import_string

from notifications import conf
from notifications.ports import Carrier


def carrier_of(channel: str) -> Carrier:
    carrier: Carrier = import_string(conf.CARRIERS[channel])()
    return carrier
