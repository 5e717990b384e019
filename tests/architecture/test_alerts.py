"""What deploy/ asks of Prometheus, by alert or on the dashboard, is what /metrics says."""

import json
import re
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.urls import reverse
from prometheus_client import generate_latest

from core.metrics import REGISTRY

pytestmark = pytest.mark.django_db

DEPLOY = Path(settings.BASE_DIR) / "deploy"
RULES = yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"]
EXPRESSIONS = {rule["alert"]: rule["expr"] for group in RULES for rule in group["rules"]}
PANELS = json.loads((DEPLOY / "grafana.json").read_text())["panels"]
#: what no URL loads by itself says its metrics once a process serves
MEASURED_IN = ("config.health", "workspace.sockets.hub")
#: a histogram is asked for by its parts
ENDS = {"histogram": ["_bucket", "_count", "_sum"]}
SHOWN = {panel["title"]: " ".join(target["expr"] for target in panel["targets"]) for panel in PANELS}


@pytest.mark.parametrize("expression", [*EXPRESSIONS.values(), *SHOWN.values()], ids=[*EXPRESSIONS, *SHOWN])
def test_only_known_metrics_are_asked_for(expression):
    for module in MEASURED_IN:
        import_module(module)
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)", generate_latest(REGISTRY).decode(), re.MULTILINE))
    known = {f"{name}{end}" for name, kind in kinds.items() for end in ENDS.get(kind, [""])}
    asked = re.findall(r"switchboard_\w+", expression)
    assert (bool(asked), [name for name in asked if name not in known]) == (True, [])


def test_dashboard_has_a_place_for_each_panel():
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in PANELS]
    assert (len(set(places)), len({panel["id"] for panel in PANELS}), len(SHOWN)) == (len(PANELS),) * 3


def test_routes_of_alerts_exist():
    routes = {route for rule in EXPRESSIONS.values() for route in re.findall(r'route="([^"]+)"', rule)}
    assert {route: reverse(route) for route in routes} == {"api-call-requests": "/api/v1/call-requests"}
