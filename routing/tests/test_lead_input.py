"""What a lead may hold at most: what does not fit is refused by its field, whatever script it is written in."""

import pytest

from accounts.tests.factories import ApiKeyFactory, bearer
from core.testing import Api
from routing.models import Lead
from routing.tests.pages import admin, browser_of
from routing.tests.worlds import waiting_item
from workforce.models import Booking
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db

LEAD = {
    "email": "merchant@example.com",
    "business_name": "John's Fine Dining LLC",
    "contact": {"name": "John Doe"},
    "profile": {"annual_revenue": 2500000},
}
LONG_EMAIL = "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".com"  # 308 characters, each label allowed


@pytest.mark.parametrize(
    "change, field",
    [
        ({"email": LONG_EMAIL}, "email"),
        ({"contact": {"name": "Jo", "email": LONG_EMAIL}}, "contact.email"),
        ({"business_category": "ß" * 60}, "business_category"),  # becomes SS in capitals
        ({"profile": {"region": "ß" * 20}}, "profile.region"),
        ({"source": {"channel": "ß" * 40}}, "source.channel"),
    ],
)
def test_text_that_does_not_fit_is_refused_and_stores_nothing(change, field):
    TeamFactory(name="South")
    api = Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")
    answer = api.post("/api/v1/leads", LEAD | change, key=True)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert Lead.objects.count() == 0


@pytest.mark.parametrize("name", ["%00", "a" * 5000, "lead_" + "0" * 26, "..%2f..%2fetc%2fpasswd"])
def test_path_that_names_no_lead_is_404(name):
    api = Api(bearer(StaffFactory().user))
    assert api.post(f"/api/v1/queues/ae/{name}/assign", {}, key=True).status_code == 404


@pytest.mark.parametrize(
    "url", ["/history/lead/%00/", "/dev/outbox/?to=%00", "/admin/routing/workitem/?state__exact=%00"]
)
def test_nul_in_an_address_is_a_bad_request_and_no_crash(url):
    assert admin().get(url).status_code == 400


@pytest.mark.parametrize("offset", ["9" * 5000, "-1", "x", "1e3"])
def test_queue_page_from_a_row_that_is_none_begins_at_the_first(offset):
    assert browser_of(StaffFactory()).get("/queue/", {"offset": offset}).status_code == 200


@pytest.mark.parametrize("when", ["9999-12-31T23:59:59Z", "9999-12-31T23:45:00Z"])
def test_callback_at_the_end_of_time_is_refused(when):
    ann = StaffFactory(user__name="Ann")
    item = waiting_item(TeamFactory(members=[ann]))
    wish = {"schedule_callback": {"callback_time": when, "timezone": "UTC"}}
    path = f"/api/v1/queues/ae/{item.queue_entry.lead.public_id}/assign"
    answer = Api(bearer(ann.user)).post(path, wish, key=True)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["schedule_callback.callback_time"])
    assert Booking.objects.count() == 0
