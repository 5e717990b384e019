"""People and keys for tests. Passwords are `PASSWORD` unless told otherwise."""

from typing import Any

import factory
from django.contrib.auth.hashers import make_password

from accounts import conf
from accounts.enums import Medium, Role
from accounts.models import ApiKey, Company, Customer, LoginSession, User
from core.clock import now
from core.ids import new_id

PASSWORD = "correct horse battery"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.test")
    name = factory.Sequence(lambda n: f"Person {n}")
    roles = factory.LazyFunction(lambda: [Role.AE])
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class CompanyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Company

    name = factory.Sequence(lambda n: f"Company {n}")


class CustomerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Customer

    company = factory.SubFactory(CompanyFactory)
    name = factory.Sequence(lambda n: f"Customer {n}")
    email = factory.Sequence(lambda n: f"customer{n}@example.test")


class LoginSessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LoginSession

    user = factory.SubFactory(UserFactory)
    medium = Medium.API
    refresh_id = factory.LazyFunction(new_id)
    expires_at = factory.LazyFunction(lambda: now() + conf.REFRESH_LIFE)


class ApiKeyFactory(factory.django.DjangoModelFactory):
    """A stored key. `ApiKeyFactory().secret_text` is what a caller sends after `Api-Key `."""

    class Meta:
        model = ApiKey

    name = factory.Sequence(lambda n: f"System {n}")
    scopes = factory.LazyFunction(list)

    @classmethod
    def _create(cls, model_class: type[ApiKey], *args: Any, **kwargs: Any) -> ApiKey:
        from accounts.keys import new_key

        fresh = new_key()
        key = super()._create(model_class, *args, key_id=fresh.key_id, digest=fresh.digest, **kwargs)
        key.secret_text = fresh.text
        return key


def bearer(user: User) -> str:
    """The Authorization header of somebody who has signed in to the API."""
    from accounts.tokens import issue_access

    return f"Bearer {issue_access(user, LoginSessionFactory(user=user), at=now())}"
