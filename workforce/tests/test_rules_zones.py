"""Zone names: what is known, what is refused, and whose tables are used."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import available_timezones

import pytest
import tzdata

from workforce.rules import zones
from workforce.rules.zones import WINDOWS_ZONES, UnknownZone, zone, zone_of_any_name

SUMMER = datetime(2027, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "alias, name",
    [
        ("US/Eastern", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Asia/Katmandu", "Asia/Kathmandu"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("GB", "Europe/London"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_alias_reads_the_same_clock(alias: str, name: str) -> None:
    assert SUMMER.astimezone(zone(alias)).utcoffset() == SUMMER.astimezone(zone(name)).utcoffset()


@pytest.mark.parametrize("name", sorted(WINDOWS_ZONES))
def test_windows_name_leads_to_a_zone_of_the_package(name: str) -> None:
    assert zone_of_any_name(name).key == WINDOWS_ZONES[name]


def test_windows_name_keeps_summer_time() -> None:
    pacific = SUMMER.astimezone(zone_of_any_name("Pacific Standard Time"))
    assert pacific.utcoffset() == timedelta(hours=-7)


def test_zones_of_the_package_are_all_known() -> None:
    names = (Path(tzdata.__file__).parent / "zones").read_text().split()
    assert [zone(name).key for name in names] == names
    assert available_timezones() >= {"Europe/Berlin"}


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Mars/Olympus",
        "America",
        "europe/berlin ",
        "../etc/passwd",
        "/etc/localtime",
        "Pacific Standard Time",
        "tzdata.zi",
        "Europe/Berlin\n",
        "nowhere",
        "A/B/C/D",
        "Nicht/Überall",
    ],
)
def test_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone) as refused:
        zone(name)
    assert (refused.value.name, str(refused.value)) == (name, f"Unknown time zone: {name!r}")


def test_unknown_windows_name_is_refused() -> None:
    with pytest.raises(UnknownZone):
        zone_of_any_name("Customized Time Zone")


@pytest.mark.parametrize("name", ["UTC", "Europe/Madrid", "America/Argentina/Ushuaia"])
def test_rules_come_from_the_package_where_the_machine_has_tables_of_its_own(name: str, monkeypatch) -> None:
    monkeypatch.setattr(zones, "TZPATH", ("/usr/share/zoneinfo",))
    zone.cache_clear()
    try:
        read = zone(name)
    finally:
        zone.cache_clear()
    assert (read.key, SUMMER.astimezone(read).utcoffset()) == (name, SUMMER.astimezone(zone(name)).utcoffset())
