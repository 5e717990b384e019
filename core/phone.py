"""Phone numbers: any valid way of writing one in, E.164 in storage."""

import phonenumbers

DEFAULT_REGION = "US"


def to_e164(text: str, region: str = DEFAULT_REGION) -> str:
    """`(212) 555-0123` or `+1 212 555 0123` → `+12125550123`; ValueError when it cannot be a number.

    `region` is the country whose national form is understood.
    """
    try:
        number = phonenumbers.parse(text, region.upper() if len(region) == 2 else DEFAULT_REGION)
    except phonenumbers.NumberParseException as problem:
        raise ValueError(str(problem)) from None
    if number.extension or not phonenumbers.is_possible_number(number) or not _plausible(number):
        raise ValueError(f"{text!r} is not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable(e164: str) -> str:
    """`+12125550123` → `+1 212-555-0123`, as people read it; unchanged when it is not a number."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def calling_code(region: str) -> int:
    """US → 1."""
    return phonenumbers.country_code_for_region(region)


def _plausible(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.is_valid_number(number) or _reserved_for_fiction(number)


def _reserved_for_fiction(number: phonenumbers.PhoneNumber) -> bool:
    """North American numbers with 555 as area or exchange stand in examples everywhere; nobody is given one."""
    digits = str(number.national_number)
    return (
        number.country_code == 1
        and len(digits) == 10
        and digits[0] in "23456789"
        and "555" in (digits[:3], digits[3:6])
    )
