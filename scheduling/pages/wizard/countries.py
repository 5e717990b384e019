"""Countries of phone numbers: flag, name in the reader's language, calling code, and how a number is written there."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from phonenumbers.geodata.locale import LOCALE_DATA

from core.phone import DEFAULT_REGION, to_e164

#: where most callers are, on top of the list
FIRST = ("US", "CA", "MX", "GB", "FR", "ES", "DE")
_FLAG_A = 0x1F1E6
_ENGLISH = "*"  # the names point to one another: "*aa" is the name under "aa"
#: regions with a number shorter than this are no countries to choose
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Country:
    """mask: how a number is written there, "(###) ###-####"; example: one that nobody is given, where there is one."""

    region: str
    name: str
    code: int
    flag: str
    mask: str
    example: str

    @property
    def label(self) -> str:
        """Begins with what is seen when the list is closed."""
        return f"{self.flag} +{self.code} {self.name}"


@lru_cache(maxsize=8)
def countries(language: str) -> tuple[tuple[Country, ...], tuple[Country, ...]]:
    """The usual ones, and all of them by name."""
    known = {region: _country(region, language) for region in phonenumbers.SUPPORTED_REGIONS}
    return tuple(known[region] for region in FIRST), tuple(sorted(known.values(), key=lambda one: _sortable(one.name)))


def is_country(region: str) -> bool:
    return region in phonenumbers.SUPPORTED_REGIONS


def example_of(region: str) -> str:
    return _written_there(region) or "(201) 555-0123"


def national(e164: str) -> tuple[str, str]:
    """`+12125550123` → ("US", "(212) 555-0123"); the default country for what is no number."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return DEFAULT_REGION, e164
    region = phonenumbers.region_code_for_number(number) or _region_of(number.country_code or 0)
    return region, phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)


def judge(text: str, region: str) -> tuple[str, str]:
    """("valid", E.164), ("short", "") while digits are missing, or ("wrong", "")."""
    try:
        return "valid", to_e164(text, region)
    except ValueError:
        pass
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ("short" if len(re.sub(r"\D", "", text)) < _FEWEST else "wrong"), ""
    reason = phonenumbers.is_possible_number_with_reason(number)
    return ("short" if reason == phonenumbers.ValidationResult.TOO_SHORT else "wrong"), ""


def _country(region: str, language: str) -> Country:
    example = _written_there(region)
    return Country(
        region=region,
        name=_name(region, language),
        code=phonenumbers.country_code_for_region(region),
        flag="".join(chr(_FLAG_A + ord(letter) - ord("A")) for letter in region),
        mask=re.sub(r"\d", "#", example),
        example=example,
    )


def _written_there(region: str) -> str:
    for kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE):
        number = phonenumbers.example_number_for_type(region, kind)
        if number is not None:
            return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return ""


def _name(region: str, language: str) -> str:
    names = LOCALE_DATA.get(region, {})
    found = names.get(language) or names.get("en") or region
    while found.startswith(_ENGLISH):
        found = names[found[1:]]
    return found


def _region_of(code: int) -> str:
    return phonenumbers.region_code_for_country_code(code) or DEFAULT_REGION


def _sortable(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)).lower()
