"""Messages to a browser: the worker is installed at the root, shows what is pushed, and a click opens the lead."""

import json

import pytest

pytestmark = pytest.mark.browser
PAGE = "/profile/notifications/"
TAG = "0" * 32


@pytest.fixture
def worker(world):
    """A page whose worker is installed, and a function that plays the push service."""
    page = world.open(world.ann, PAGE, permissions=["notifications"])
    page.evaluate("navigator.serviceWorker.register('/service-worker.js', {scope: '/'})")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    session = page.context.new_cdp_session(page)
    registrations = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda said: registrations.extend(said["registrations"]))
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(200)

    def push(**message):
        data = json.dumps(message)
        wish = {"origin": world.server, "registrationId": registrations[0]["registrationId"], "data": data}
        session.send("ServiceWorker.deliverPushMessage", wish)

    return page, push


def shown(page):
    return page.evaluate(
        "navigator.serviceWorker.ready.then((it) => it.getNotifications())"
        ".then((all) => all.map(({title, body, tag}) => [title, body, tag]))"
    )


def until(page, expected):
    for _ in range(100):
        if (found := shown(page)) == expected:
            break
        page.wait_for_timeout(50)
    assert found == expected


def test_push_is_shown_replaced_and_taken_away(worker):
    page, push = worker
    push(title="Deadline near", body="Corner Shop", tag=TAG, url="/leads/x/", id="notif_x", urgent=False)
    until(page, [["Deadline near", "Corner Shop", TAG]])
    push(title="Deadline missed", body="Corner Shop", tag=TAG, url="/leads/x/", id="notif_y", urgent=True)
    until(page, [["Deadline missed", "Corner Shop", TAG]])
    push(title="Somebody took care of it", tag=TAG, url="/leads/x/", id="notif_y", close=True)
    until(page, [])


def test_page_offers_this_browser_and_says_when_its_service_is_away(world, worker):
    page, _ = worker
    page.get_by_role("button", name="Show messages in this browser").click()
    page.get_by_text("push service could not be reached").wait_for()
    world.complaints[:] = [text for text in world.complaints if "incognito" not in text]  # Chromium's, of its own mode


def test_choices_are_saved(world):
    page = world.open(world.ann, PAGE)
    page.get_by_role("checkbox", name="New lead assigned, SMS").uncheck()
    page.get_by_label("Quiet from").fill("22:00")
    page.get_by_label("Quiet until").fill("07:00")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your choice is saved.").wait_for()
    assert not page.get_by_role("checkbox", name="New lead assigned, SMS").is_checked()
    assert page.get_by_label("Quiet from").input_value() == "22:00"
