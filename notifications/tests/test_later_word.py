"""Reports in every order end in the same state."""

from itertools import permutations

import pytest

from notifications.rules.later_word import later_word


@pytest.mark.parametrize(
    ("state", "reports", "found"),
    [
        ("SENT", [], None),
        ("SENT", ["SENT"], None),
        ("SENT", ["DELIVERED"], "DELIVERED"),
        ("SENT", ["FAILED"], "FAILED"),
        ("UNKNOWN", ["SENT"], "SENT"),
        ("QUEUED", ["SENT"], "SENT"),
        ("FAILED", ["SENT"], "SENT"),
        ("FAILED", ["FAILED"], None),
        ("FAILED", ["DELIVERED"], "DELIVERED"),
        ("DELIVERED", ["FAILED"], None),
        ("SENDING", ["DELIVERED"], None),
        ("WITHDRAWN", ["DELIVERED"], None),
        ("SKIPPED", ["FAILED"], None),
    ],
)
def test_later_word(state, reports, found):
    assert later_word(state, reports) == found


def test_later_word_does_not_depend_on_the_order():
    for order in permutations(["SENT", "FAILED", "DELIVERED"]):
        state = "SENT"
        heard = []
        for report in order:
            heard.append(report)
            state = later_word(state, heard) or state
        assert state == "DELIVERED"
