"""Who asks, for whom, and which call they mean. A foreign id is answered like one that is not there."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from accounts.enums import Language
from accounts.models import Customer
from core.api.caller import caller_of
from core.api.views import ApiView
from core.errors import Forbidden, Invalid
from core.prepared import prepared
from scheduling.actions._limits import Asker
from scheduling.conf import ADMIN_SCOPE, BOOK_SCOPE, HANDLE_SCOPE
from scheduling.models import CallRequest, Topic
from scheduling.queries.calls import call_of

ANYBODY = (BOOK_SCOPE, HANDLE_SCOPE, ADMIN_SCOPE)
HANDLERS = (HANDLE_SCOPE, ADMIN_SCOPE)
TAGS = ("calls",)


class CallView(ApiView):
    """What endpoints about calls share. `company_id`: the company that the caller is held to."""

    scopes: ClassVar[Any] = ANYBODY
    for_companies = True

    @property
    def company_id(self) -> UUID | None:
        caller: Any = caller_of(self.request)
        found: UUID | None = caller.company_id
        return found

    def call(self, call_id: str) -> CallRequest:
        """With what an answer shows. Raises NotFound."""
        return call_of(call_id, self.actor, self.company_id)

    @property
    def is_outside(self) -> bool:
        """Sees what a customer sees: nothing of the team's own."""
        return self.company_id is not None or self.actor.kind == "customer"

    def customer(self, customer_id: UUID | None) -> Customer:
        """For whom the caller asks: themselves, or the customer whom a member or a system names."""
        own: Customer | None
        found: Customer | None
        if self.actor.kind == "customer":
            own = next(iter(_customers.objects(None, self.actor.user_id, None)), None)
            if own is None:
                raise Forbidden("Your login belongs to no company, so you cannot ask for calls.")
            if customer_id not in (None, own.pk):
                raise Invalid({"customer_id": ["There is no such customer."]})
            return own
        if customer_id is None:
            raise Invalid({"customer_id": ["Say for which customer."]})
        found = next(iter(_customers.objects(customer_id, None, self.company_id)), None)
        if found is None:
            raise Invalid({"customer_id": ["There is no such customer."]})
        return found

    def topic(self, code: str, field: str = "topic") -> Topic:
        """One that can be chosen: customers choose among those that are offered."""
        found = Topic.objects.filter(code=code).first()
        if found is None or (self.is_outside and not found.is_active):
            raise Invalid({field: ["Nobody takes calls about this at present. Choose another topic."]})
        return found


@prepared
def _customers(key: UUID | None, user_id: UUID | None, company_id: UUID | None) -> QuerySet[Customer]:
    """With company and login."""
    asked = {"pk": key, "user": user_id, "company": company_id}
    wanted = {name: value for name, value in asked.items() if value is not None}
    return Customer.objects.select_related("company", "user").filter(**wanted).order_by("pk")


def asker_of(customer: Customer) -> Asker:
    """The customer as the one who asks. An address is needed: everything about the call is sent there."""
    email = customer.email or (customer.user.email if customer.user else "")
    if not email:
        raise Invalid({"customer_id": ["This customer has no email address yet. Add one first."]})
    return Asker(customer.name, email, customer)


def tongue_of(customer: Customer, asked: str | None) -> str:
    return asked or customer.language or Language.ENGLISH
