"""A migration takes nothing away that the version before uses, unless it begins a new generation (UPGRADING.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.data.migrations import generation

ROOT = Path(__file__).parents[2]
MIGRATIONS = sorted(path for path in (ROOT / "services").glob("*/store/migrations/versions/[0-9]*.py"))
TAKING = {
    "drop_column",
    "drop_table",
    "drop_constraint",
    "rename_table",
    "create_unique_constraint",
    "create_check_constraint",
    "create_foreign_key",
    "create_primary_key",
}
#: Written before anything was released, so no version before them can run beside.
BEFORE_THE_FIRST_RELEASE = {"intake/0006", "intake/0011"}


def faults(source: str) -> Iterator[str]:
    """What in a migration the version before would stumble over."""
    tree = ast.parse(source)
    made = {_first(call) for call in _calls(tree) if _name(call) == "create_table"}
    for call in _calls(tree):
        name, words = _name(call), {word.arg: word.value for word in call.keywords}
        if name in TAKING:
            yield f"line {call.lineno}: {name}"
        elif name == "alter_column" and {"new_column_name", "server_default", "type_", "nullable"} & words.keys():
            if not _is(words.get("nullable"), True) or len(words.keys() - {"nullable", "existing_type"}) > 0:
                yield f"line {call.lineno}: alter_column"
        elif name == "create_index" and _is(words.get("unique"), True) and _table(call) not in made:
            yield f"line {call.lineno}: a unique index on a table that is there already"
        elif name == "add_column":
            column = {
                word.arg: word.value for inner in call.args if isinstance(inner, ast.Call) for word in inner.keywords
            }
            if _is(column.get("nullable"), False) and "server_default" not in column:
                yield f"line {call.lineno}: a column that must be filled and has no default"
        elif name == "execute" and any(
            word in ast.unparse(call).upper() for word in (" DROP ", " RENAME ", "SET NOT NULL")
        ):
            yield f"line {call.lineno}: execute"


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _first(call: ast.Call) -> str:
    return ast.unparse(call.args[0]) if call.args else ""


def _table(call: ast.Call) -> str:
    return ast.unparse(call.args[1]) if len(call.args) > 1 else ""


def _is(node: ast.expr | None, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _revision(path: Path) -> str:
    return path.name.partition("_")[0]


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parents[3].name}/{path.stem}")
def test_it_only_adds_or_says_which_version_must_run_before(path: Path) -> None:
    source = path.read_text("utf-8")
    found = list(faults(source))
    if f"{path.parents[3].name}/{_revision(path)}" in BEFORE_THE_FIRST_RELEASE:
        assert found, "it takes nothing away: leave it out of the list"
    elif found:
        revision = next(line for line in source.splitlines() if line.startswith("revision = "))
        assert generation(ast.literal_eval(revision.partition("= ")[2])) > 1, f"{found}: begin a new generation"
        assert "\nneeds_running = " in source, "say which version must have replaced all older ones"


@pytest.mark.parametrize(
    "line",
    [
        'op.drop_column("cases", "a")',
        'op.alter_column("cases", "a", nullable=False)',
        'op.alter_column("cases", "a", new_column_name="b")',
        'op.add_column("cases", sa.Column("a", sa.Text, nullable=False))',
        'op.create_index("i", "cases", ["a"], unique=True)',
        'op.execute("ALTER TABLE cases DROP COLUMN a")',
        'op.rename_table("cases", "matters")',
    ],
)
def test_what_would_break_the_version_before_is_seen(line: str) -> None:
    assert list(faults(line)) != []


@pytest.mark.parametrize(
    "line",
    [
        'op.add_column("cases", sa.Column("a", sa.Text, nullable=True))',
        'op.add_column("cases", sa.Column("a", sa.Text, nullable=False, server_default=""))',
        'op.alter_column("cases", "a", nullable=True)',
        'op.create_index("i", "cases", ["a"])',
        'op.drop_index("i", "cases")',
    ],
)
def test_what_only_adds_is_allowed(line: str) -> None:
    assert list(faults(line)) == []


@pytest.mark.parametrize("service", ["intake", "processing", "reporting", "notify"])
def test_the_migrations_of_a_service_stand_in_one_line(service: str) -> None:
    """Two of one number are both right alone, and one of them is never run."""
    found = [path for path in MIGRATIONS if path.parents[3].name == service]
    said = [ast.parse(path.read_text("utf-8")).body for path in found]
    steps = {str(_said(body, "revision")): _said(body, "down_revision") for body in said}
    assert len(steps) == len(found), f"a number stands twice in {service}"
    assert sorted(steps.values(), key=str) == sorted([None, *sorted(steps)[:-1]], key=str)


def _said(body: list[ast.stmt], name: str) -> str | None:
    found = next(
        each.value
        for each in body
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and each.targets[0].id == name
    )
    value: str | None = ast.literal_eval(found)
    return value
