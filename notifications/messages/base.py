"""What every message is: typed facts, checked when it is told and again when it is written."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, ClassVar, Self, get_args, get_origin, get_type_hints

from django.conf import settings

from notifications.enums import Kind


class InvalidMessage(ValueError):
    """The caller gave a message what it cannot be written with: a mistake in code, never in anybody's input."""


@dataclass(frozen=True)
class Message:
    """What templates know. Subclasses add fields; a field without default must be given."""

    kind: ClassVar[Kind]
    folder: ClassVar[str]
    #: the name that API answers give it
    template: ClassVar[str]
    #: after a try whose outcome nobody knows: alerts prefer a repeat
    repeat_when_unknown: ClassVar[bool] = True

    @property
    def texts(self) -> str:
        """The folder it is written from: another one where a fact is not known that its own cannot do without."""
        return self.folder

    @property
    def path(self) -> str:
        """The page it leads to."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """Where its button leads; empty: it has none."""
        return settings.BASE_URL + self.path

    @property
    def sms_url(self) -> str:
        """Where its text message leads, in an address that leaves room for words."""
        return self.url

    def words(self) -> dict[str, Any]:
        """What templates know besides the fields, in the language that is set: made for each writing, never stored."""
        return {}

    @classmethod
    def checked(cls, context: Mapping[str, Any]) -> Self:
        """From a caller's dictionary or from the stored one. Raises InvalidMessage."""
        hints = _hints(cls)  # type: ignore[arg-type]  # a class is hashable
        known = {field.name: field for field in fields(cls)}
        unknown = sorted(set(context) - set(known))
        missing = sorted(name for name, field in known.items() if _is_needed(field) and name not in context)
        if unknown or missing:
            raise InvalidMessage(f"{cls.kind}: unknown {unknown}, missing {missing}")
        return cls(**{name: cls._value(name, hints[name], value) for name, value in context.items()})

    @classmethod
    def _value(cls, name: str, hint: Any, value: Any) -> Any:
        if get_origin(hint) is list:
            if not isinstance(value, list | tuple):
                raise InvalidMessage(f"{cls.kind}: {name} is {type(value).__name__}, not a list")
            return [cls._value(name, get_args(hint)[0], part) for part in value]
        if get_origin(hint) is dict:
            if not isinstance(value, dict):
                raise InvalidMessage(f"{cls.kind}: {name} is {type(value).__name__}, not a dict")
            key, inner = get_args(hint)
            return {cls._value(name, key, one): cls._value(name, inner, part) for one, part in value.items()}
        wanted = get_args(hint) if isinstance(hint, UnionType) else (hint,)
        if datetime in wanted and isinstance(value, str):
            value = datetime.fromisoformat(value)
        if float in wanted and not isinstance(value, bool) and hasattr(value, "__float__"):
            value = float(value)  # amounts come as int or Decimal too
        if not isinstance(value, wanted):
            raise InvalidMessage(f"{cls.kind}: {name} is {type(value).__name__}, not {hint}")
        if isinstance(value, datetime) and value.tzinfo is None:
            raise InvalidMessage(f"{cls.kind}: {name} has no zone")
        return value

    def as_json(self) -> dict[str, Any]:
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def _is_needed(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return [_plain(part) for part in value] if isinstance(value, list) else value


@cache
def _hints(message: type[Message]) -> dict[str, Any]:
    return get_type_hints(message)
