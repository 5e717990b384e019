from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        # payloads first, so that whoever hears them finds them registered
        autodiscover_modules("events")
        autodiscover_modules("subscribers", "timers", "live")
