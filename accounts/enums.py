"""The words of this app that are stored or sent."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is here; one person may hold several. A role is a set of scopes, see accounts.scopes."""

    AE = "AE", _("Account executive")
    IC = "IC", _("Implementation consultant")
    AGENT = "AGENT", _("Support agent")
    SUPERVISOR = "SUPERVISOR", _("Supervisor")
    MECHANIC = "MECHANIC", _("Mechanic")
    CUSTOMER = "CUSTOMER", _("Customer")
    ADMIN = "ADMIN", _("Administrator")

    # A plain assignment inside the body would become a member, so the set is attached below.
    STAFF: ClassVar[frozenset["Role"]]


Role.STAFF = frozenset(role for role in Role if role is not Role.CUSTOMER)


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Español"
    FRENCH = "fr", "Français"


class Theme(models.TextChoices):
    AUTO = "auto", _("Like my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Tier(models.TextChoices):
    STANDARD = "STANDARD", _("Standard")
    PLUS = "PLUS", _("Plus")
    VIP = "VIP", _("VIP")


class Medium(models.TextChoices):
    """How a login is carried: by tokens or by the session cookie of the pages."""

    API = "API", _("API tokens")
    PAGES = "PAGES", _("Browser")


class RevocationReason(models.TextChoices):
    LOGGED_OUT = "LOGGED_OUT", _("Signed out")
    ENDED_BY_OWNER = "ENDED_BY_OWNER", _("Ended by its owner")
    ENDED_BY_ADMIN = "ENDED_BY_ADMIN", _("Ended by an administrator")
    REFRESH_REUSED = "REFRESH_REUSED", _("An old refresh token was used again")
    PASSWORD_CHANGED = "PASSWORD_CHANGED", _("Password changed")
    USER_DEACTIVATED = "USER_DEACTIVATED", _("User deactivated")
