"""A sign-in that was refused for a wrong password: what the login limits count."""

from django.db import models


class LoginFailure(models.Model):
    """Counted by account whether or not that account exists, so that the limit says nothing about who is known."""

    account = models.CharField(max_length=254)  # the email as it was tried, in lower case
    address = models.CharField(max_length=45, blank=True, default="")  # an IPv6 network of 64 bits counts as one
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["account", "-at"], name="login_failure_by_account"),
            models.Index(fields=["address", "-at"], name="login_failure_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.account} from {self.address or 'unknown'}"
