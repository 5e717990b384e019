"""The words of this app that are stored or sent."""

from typing import ClassVar

from django.db import models


class Role(models.TextChoices):
    """What a person is here; one person may hold several. A role is a set of scopes, see accounts.scopes."""

    AE = "AE", "Account executive"
    IC = "IC", "Implementation consultant"
    AGENT = "AGENT", "Support agent"
    SUPERVISOR = "SUPERVISOR", "Supervisor"
    MECHANIC = "MECHANIC", "Mechanic"
    CUSTOMER = "CUSTOMER", "Customer"
    ADMIN = "ADMIN", "Administrator"

    # A plain assignment inside the body would become a member, so the set is attached below.
    STAFF: ClassVar[frozenset["Role"]]


Role.STAFF = frozenset(role for role in Role if role is not Role.CUSTOMER)


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Español"
    FRENCH = "fr", "Français"


class Theme(models.TextChoices):
    AUTO = "auto", "Like my device"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class Tier(models.TextChoices):
    STANDARD = "STANDARD", "Standard"
    PLUS = "PLUS", "Plus"
    VIP = "VIP", "VIP"


class Medium(models.TextChoices):
    """How a login is carried: by tokens or by the session cookie of the pages."""

    API = "API", "API tokens"
    PAGES = "PAGES", "Browser"


class RevocationReason(models.TextChoices):
    LOGGED_OUT = "LOGGED_OUT", "Signed out"
    ENDED_BY_OWNER = "ENDED_BY_OWNER", "Ended by its owner"
    ENDED_BY_ADMIN = "ENDED_BY_ADMIN", "Ended by an administrator"
    REFRESH_REUSED = "REFRESH_REUSED", "An old refresh token was used again"
    PASSWORD_CHANGED = "PASSWORD_CHANGED", "Password changed"
    USER_DEACTIVATED = "USER_DEACTIVATED", "User deactivated"
