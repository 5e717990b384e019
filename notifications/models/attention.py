"""How much of people's attention the house may ask for: policy, one row, edited in admin."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attention(models.Model):
    """Read by the statement that tells, so a change acts at once. 0 switches each of them off."""

    silence_minutes = models.PositiveSmallIntegerField(
        default=10,
        help_text=_("A missed deadline that nobody acknowledges goes to the next on duty after so many minutes."),
    )
    group_minutes = models.PositiveSmallIntegerField(
        default=10,
        help_text=_("The same alert about the same thing within so many minutes only rings the bell."),
    )
    daily_limit = models.PositiveSmallIntegerField(
        default=40, help_text=_("Mails a person gets in 24 hours that are not urgent; the rest comes in a digest.")
    )
    digest_minutes = models.PositiveSmallIntegerField(
        default=30, help_text=_("How long a digest collects before it goes out.")
    )

    class Meta:
        verbose_name_plural = "attention"

    def __str__(self) -> str:
        return "Attention"
