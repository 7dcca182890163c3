"""The house rules a machine keeps, beside ruff, mypy and import-linter. Each rule is also shown to bite."""

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.db import models

from adsum.district.privacy import CLASSES

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "adsum"
# Data walks down this list; a foreign key may only point upwards.
RECORD_ROOMS = ("district", "enrollment", "attendance", "determinations", "notices", "cases", "intake")
ROOMS = ("policy", "interop", *RECORD_ROOMS, "web", "cli")


def our_models() -> list[type[models.Model]]:
    return [model for room in RECORD_ROOMS for model in apps.get_app_config(room).get_models()]


# --- privacy ---------------------------------------------------------------------------------------------------------


def unclassed(model: type[models.Model]) -> set[str]:
    classes: dict[str, str] = getattr(model, "PRIVACY", {})
    named = {field.name for field in model._meta.get_fields() if getattr(field, "column", None)}
    return (named ^ set(classes)) | {name for name, kind in classes.items() if kind not in CLASSES}


def test_every_model_field_is_classed_for_privacy() -> None:
    assert {model.__name__: unclassed(model) for model in our_models() if unclassed(model)} == {}


def test_a_field_without_a_class_is_found() -> None:
    class Meta:
        app_label = "district"
        managed = False

    bare = type(
        "Bare", (models.Model,), {"__module__": __name__, "Meta": Meta, "name": models.TextField(), "PRIVACY": {}}
    )
    try:
        assert unclassed(bare) == {"id", "name"}
    finally:
        del apps.all_models["district"]["bare"]
        apps.clear_cache()


# --- foreign keys ----------------------------------------------------------------------------------------------------


def wrong_keys(model: type[models.Model]) -> list[str]:
    room = ROOMS.index(model._meta.app_label)
    wrong = []
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey):
            continue
        target = ROOMS.index(field.related_model._meta.app_label)
        if target > room:
            wrong.append(f"{model.__name__}.{field.name} points to a later room")
        if target != room and not field.remote_field.hidden:
            wrong.append(f"{model.__name__}.{field.name} crosses rooms and needs related_name='+'")
    return wrong


def test_foreign_keys_point_only_to_earlier_rooms_and_leave_no_way_back() -> None:
    assert [line for model in our_models() for line in wrong_keys(model)] == []


def test_a_key_to_a_later_room_is_found() -> None:
    from adsum.district.models import School
    from adsum.enrollment.models import Student

    class Meta:
        app_label = "district"
        managed = False

    fields = {"later": models.ForeignKey(Student, models.PROTECT, related_name="+"), "PRIVACY": {}}
    planted = type("Planted", (models.Model,), {"__module__": __name__, "Meta": Meta, **fields})
    try:
        assert wrong_keys(planted) == ["Planted.later points to a later room"]
        assert wrong_keys(School) == []
    finally:
        del apps.all_models["district"]["planted"]
        apps.clear_cache()


# --- actions ---------------------------------------------------------------------------------------------------------


def action_modules() -> list[ModuleType]:
    found = []
    for room in RECORD_ROOMS:
        for path in [*(SOURCE / room).glob("actions.py"), *(SOURCE / room).glob("actions/*.py")]:
            name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
            found.append(import_module(name))
    return found


def faults_of_action(function: object) -> list[str]:
    """An action takes `by` and `at` by keyword, nothing by position, and runs in a transaction of its own."""
    parameters = inspect.signature(function).parameters  # type: ignore[arg-type]
    name = getattr(function, "__qualname__", str(function))
    faults = [f"{name} does not take {word}" for word in ("by", "at") if word not in parameters]
    if any(p.kind is not inspect.Parameter.KEYWORD_ONLY for p in parameters.values()):
        faults.append(f"{name} takes arguments by position")
    source = inspect.getsource(inspect.unwrap(function))  # type: ignore[arg-type]
    if "atomic" not in source and "once(" not in source:
        faults.append(f"{name} is not atomic")
    return faults


def public_actions(module: ModuleType) -> list[object]:
    """The verbs of an actions module: public functions defined there, without the check_/can_ pairs and wordings."""
    functions = inspect.getmembers(module, inspect.isfunction)
    return [
        function
        for name, function in functions
        if function.__module__ == module.__name__ and not name.startswith(("_", "check_", "can_"))
    ]


def test_every_action_takes_by_and_at_and_is_atomic() -> None:
    assert [
        fault for module in action_modules() for action in public_actions(module) for fault in faults_of_action(action)
    ] == []


def test_an_action_without_by_is_found() -> None:
    def excuse(mark: int, at: int) -> None: ...

    assert len(faults_of_action(excuse)) == 3


# --- texts -----------------------------------------------------------------------------------------------------------


def test_every_room_has_its_readme() -> None:
    present = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert present <= set(ROOMS)
    assert [room for room in sorted(present) if not (SOURCE / room / "README.md").exists()] == []


def test_every_module_says_why_it_exists() -> None:
    silent = []
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "migrations" in path.parts or len([line for line in text.splitlines() if line.strip()]) <= 6:
            continue
        if not ast.get_docstring(ast.parse(text)):
            silent.append(str(path.relative_to(SOURCE)))
    assert silent == []


def test_docs_name_only_commands_that_exist() -> None:
    from adsum.cli import COMMANDS

    texts = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *SOURCE.rglob("README.md")]
    named = {
        (path.name, word)
        for path in texts
        for word in re.findall(r"(?:`adsum|python3 run|\$ adsum) ([a-z]+)", path.read_text(encoding="utf-8"))
    }
    known = {*COMMANDS, "test", "messages", "bench", "help"}
    assert sorted((name, word) for name, word in named if word not in known) == []


def test_the_reference_of_commands_is_up_to_date() -> None:
    from adsum.cli.reference import commands_page

    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert page.strip() == commands_page().strip(), "python3 run help --all > docs/reference/commands.md"


def test_every_command_has_its_module() -> None:
    from adsum.cli import COMMANDS, module_of

    assert [name for name in COMMANDS if not (SOURCE / "cli" / f"{module_of(name)}.py").exists()
            and not (SOURCE / "cli" / module_of(name)).is_dir()] == []  # fmt: skip


# --- time and raw SQL ------------------------------------------------------------------------------------------------

# import-linter sees outside packages only whole, so "only web speaks HTTP" is kept here.
SPEAKS_HTTP = re.compile(r"django\.(http|shortcuts|views)\b")
NAIVE = re.compile(r"\b(datetime\.now\(\)|date\.today\(\)|utcnow\(|timezone\.now\(\))")
UNSAFE_SQL = re.compile(r"\.(raw|extra)\(|RawSQL\(")


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [(NAIVE, {"web/clock.py"}), (UNSAFE_SQL, set())],
    ids=["no clock but web/clock.py", "no raw SQL"],
)
def test_forbidden_words(pattern: re.Pattern[str], allowed: set[str]) -> None:
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and pattern.search(path.read_text(encoding="utf-8"))
    }
    assert found - allowed == set()


def test_only_web_speaks_http() -> None:
    found = {
        path.relative_to(SOURCE).parts[0]
        for path in SOURCE.rglob("*.py")
        if SPEAKS_HTTP.search(path.read_text(encoding="utf-8"))
    }
    assert found <= {"web"}


def test_the_forbidden_words_are_recognised() -> None:
    assert NAIVE.search("at = timezone.now()")
    assert UNSAFE_SQL.search("Student.objects.raw(text)")
    assert SPEAKS_HTTP.search("from django.http import Http404")
