from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from core.api.json import canonical, dump, load
from core.api.serializers import InstantField, PhoneField, PublicIdField, StrictSerializer, ZoneField
from core.errors import DomainError, ErrorCode
from core.ids import new_id, parse_public_id, public_id
from core.phone import to_e164


class Person(StrictSerializer):
    phone = PhoneField(required=False, allow_blank=True)
    country = serializers.CharField(required=False)
    zone = ZoneField(required=False)
    at = InstantField(required=False)
    lead = PublicIdField("lead", required=False)


def read(**data) -> dict:
    form = Person(data=data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def refused(**data) -> list:
    form = Person(data=data)
    assert not form.is_valid()
    return sorted(form.errors)


@pytest.mark.parametrize(
    "text, region, stored",
    [
        ("+1 (212) 555-0123", "US", "+12125550123"),
        ("+1-555-123-4567", "US", "+15551234567"),
        ("(212) 736-5000", "US", "+12127365000"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("0044 20 7946 0958", "ES", "+442079460958"),
        ("612 34 56 78", "ES", "+34612345678"),
        ("+34612345678", "XX", "+34612345678"),
    ],
)
def test_phone_in_any_form_is_e164(text, region, stored) -> None:
    assert to_e164(text, region) == stored


@pytest.mark.parametrize(
    "text", ["", "1", "12345", "+1", "+999123456789", "phone", "+1212555012345678", "212-555-0123 x5"]
)
def test_what_is_no_phone_is_refused(text) -> None:
    with pytest.raises(ValueError, match=r"phone|number|country"):
        to_e164(text)


def test_phone_is_read_as_of_the_country_beside_it() -> None:
    assert read(phone="020 7946 0958", country="GB")["phone"] == "+442079460958"
    assert read(phone="")["phone"] == ""
    assert refused(phone="020 7946 0958") == ["phone"]


def test_instant_is_utc() -> None:
    assert read(at="2026-03-01T10:00:00+02:00")["at"] == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert refused(at="2026-03-01T10:00:00") == refused(at="0001-01-01T00:00:00+14:00") == ["at"]


def test_public_id() -> None:
    key = new_id()
    assert read(lead=public_id("lead", key))["lead"] == key
    for wrong in (public_id("qe", key), str(key), "lead_1", "", None, 5, ["x"], {}):
        assert refused(lead=wrong) == ["lead"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "00000000000000000000000000"),
        (31, "0000000000000000000000000z"),
        (32, "00000000000000000000000010"),
        (1 << 60, "00000000000001000000000000"),
        (0x0123456789ABCDEF0123456789ABCDEF, "014d2pf2dbsqqg28t5cy4tqkff"),
        (2**128 - 1, "7zzzzzzzzzzzzzzzzzzzzzzzzz"),
    ],
)
def test_public_id_is_the_number_in_base_32(number: int, text: str) -> None:
    assert public_id("lead", UUID(int=number)) == f"lead_{text}"
    assert parse_public_id("lead", f"lead_{text}") == UUID(int=number)


def test_zone() -> None:
    assert read(zone="Europe/Berlin")["zone"] == "Europe/Berlin"
    for wrong in ("Berlin", "../etc/passwd", "europe/berlin\x00", 5):
        assert refused(zone=wrong) == ["zone"]


def test_json_writes_money_instants_and_texts() -> None:
    data = {
        "money": Decimal("12.50"),
        "at": datetime(2026, 3, 1, 10, tzinfo=UTC),
        "code": ErrorCode.NOT_FOUND,
        "text": gettext_lazy("x"),
        "set": {"b", "a"},
    }
    assert dump(data) == b'{"money":12.5,"at":"2026-03-01T10:00:00Z","code":"NOT_FOUND","text":"x","set":["a","b"]}'


def test_canonical_ignores_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": [2]}) == canonical({"a": [2], "b": 1})


@pytest.mark.parametrize("raw", [b"{", b'{"a": NaN}', b"\xff", b'"\\ud800"', b"[" * 5000, b"", b"{} {}", b'{"a": 01}'])
def test_hostile_json_is_malformed(raw) -> None:
    with pytest.raises(DomainError) as problem:
        load(raw)
    assert problem.value.code == ErrorCode.MALFORMED_JSON
