"""The layout that ARCHITECTURE.md describes, held against the files and the models as they are."""

import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
#: top may point down
ORDER = [
    "workspace", "analytics", "integrations", "scheduling", "routing", "notifications", "workforce", "accounts",
    "events", "core",
]  # fmt: skip
#: names that say nothing about what is inside
FORBIDDEN = {"utils", "helpers", "common", "misc", "managers", "services", "signals"}
LONGEST = 300


def sources() -> list[Path]:
    found = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"], cwd=ROOT, capture_output=True, check=True
    )
    return [ROOT / name for name in found.stdout.decode().splitlines() if (ROOT / name).exists()]


def test_no_file_has_a_name_that_says_nothing():
    assert [str(path.relative_to(ROOT)) for path in sources() if path.stem in FORBIDDEN] == []


def test_no_file_is_two_subjects():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources()
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_no_foreign_key_points_up():
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ORDER
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model._meta.app_label in ORDER
        if ORDER.index(field.related_model._meta.app_label) < ORDER.index(model._meta.app_label)
    ]
    assert upward == []


def test_no_generic_foreign_key_and_no_model_signal():
    used = [
        str(path.relative_to(ROOT))
        for path in sources()
        if "tests" not in path.parts
        for word in ("GenericForeignKey", "post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed")
        if word in path.read_text()
    ]
    assert used == []


@pytest.mark.parametrize("word", ["countdown" + "=", "eta" + "=", ".apply_async("])
def test_no_task_is_sent_into_the_future(word):
    used = [
        str(path.relative_to(ROOT)) for path in sources() if path.name != "test_layout.py" and word in path.read_text()
    ]
    assert used == []


def test_every_action_is_named_by_its_verb():
    """`actions/<verb_noun>.py` holds a function of that name, or is a private part of others."""
    nameless = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.parent.name == "actions" and not path.stem.startswith("_") and "tests" not in path.parts
        if not any(line.startswith("def ") for line in path.read_text().splitlines())
    ]
    assert nameless == []


def test_rules_are_pure():
    """import-linter forbids the libraries; this forbids asking the clock."""
    impure = [
        str(path.relative_to(ROOT))
        for path in sources()
        if "rules" in path.parts and "tests" not in path.parts
        for word in ("datetime.now(", "timezone.now(", "clock.now(", "time.time(", "date.today(")
        if word in path.read_text()
    ]
    assert impure == []
