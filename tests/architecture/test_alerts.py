"""deploy/alerts.yaml asks only for what /metrics says."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.urls import reverse
from prometheus_client import generate_latest

from core.metrics import REGISTRY

pytestmark = pytest.mark.django_db

RULES = yaml.safe_load((Path(settings.BASE_DIR) / "deploy" / "alerts.yaml").read_text())["groups"]
EXPRESSIONS = {rule["alert"]: rule["expr"] for group in RULES for rule in group["rules"]}


@pytest.mark.parametrize("alert", EXPRESSIONS)
def test_alert_asks_for_known_metrics(alert):
    known = set(re.findall(r"^# HELP (\w+) ", generate_latest(REGISTRY).decode(), re.MULTILINE))
    asked = re.findall(r"switchboard_\w+", EXPRESSIONS[alert])
    assert [name for name in asked if name.removesuffix("_count") not in known] == []


def test_routes_of_alerts_exist():
    routes = {route for rule in EXPRESSIONS.values() for route in re.findall(r'route="([^"]+)"', rule)}
    assert {route: reverse(route) for route in routes} == {"api-call-requests": "/api/v1/call-requests"}
