"""Meetings of a demo world: bin/up points at the stand-in what nobody has configured, and nothing else."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from integrations.asgi import mounted, served
from integrations.meetings import tokens
from integrations.meetings.stand_in import MeetingsStandIn
from integrations.tests.meetings import PROVIDERS, provider, wanted

CONFIGURED = ("TWILIO_ACCOUNT_SID", "ZOOM_CLIENT_ID", "TEAMS_CLIENT_ID", "GOOGLE_SERVICE_ACCOUNT_EMAIL")
AT = "http://127.0.0.1:5"


@pytest.fixture
def environ(monkeypatch) -> Any:
    """bin/up's own, on a machine where nothing is configured."""
    monkeypatch.syspath_prepend(str(Path(django_settings.BASE_DIR) / "bin"))
    for name in CONFIGURED:
        monkeypatch.delenv(name, raising=False)
    return importlib.import_module("_launch.stand_ins").environ


def test_what_is_configured_is_not_played(environ, monkeypatch):
    everything = environ(AT)
    for name in CONFIGURED:
        with monkeypatch.context() as patch:
            patch.setenv(name, "ours")
            left = environ(AT)
        system = name.partition("_")[0]
        assert {given.partition("_")[0] for given in everything.keys() - left.keys()} == {system}
    assert {name: address for name, address in everything.items() if name.endswith("_URL")} == {
        "TWILIO_URL": f"{AT}/twilio",
        **{f"{name}_{kind}": f"{AT}/meetings" for name in ("ZOOM", "TEAMS", "GOOGLE") for kind in ("LOGIN_URL", "URL")},
    }


@pytest.fixture
def development(environ, monkeypatch, tmp_path) -> Any:
    """Settings of development as bin/up starts it, read afresh."""
    for name, value in environ(AT).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for name in ("config.settings.base", "config.settings.dev"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module("config.settings.dev")


@pytest.mark.parametrize("platform", PROVIDERS)
def test_development_makes_meetings_at_the_stand_in_whoever_hosts(development, settings, platform):
    tokens.drop_all()
    given = {"zoom": development.ZOOM, "teams": development.TEAMS, "google": development.GOOGLE}
    stand_in = MeetingsStandIn(**given)
    with served(mounted(meetings=stand_in)) as address:
        at = {"LOGIN_URL": f"{address}/meetings", "URL": f"{address}/meetings"}
        settings.ZOOM, settings.TEAMS, settings.GOOGLE = (one | at for one in given.values())
        with provider(platform) as meetings:
            meeting = meetings.create(wanted(host_email="ic1@demo.test"))
    assert meeting.url.startswith(f"{address}/meetings/")
    assert [kept.host for kept in stand_in.meetings] == ["ic1@demo.test"]


def test_only_what_is_pointed_at_the_stand_in_is_played(settings):
    from integrations import stand_ins

    assert stand_ins.played(settings.ZOOM) == {}
    there = settings.ZOOM | {"URL": f"{AT}/meetings"}
    assert stand_ins.played(there) == there
