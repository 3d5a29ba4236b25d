"""Whatever stands in a file, the reader answers with a pack or with findings; it never falls over."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.lawpack.source import load
from unit.lawpack.small_pack import SmallPack

FILES = ("agency.yaml", "departments.yaml", "calendar.yaml", "forms.yaml", "procedures/sample.yaml")
junk: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 0, 10**30, 1.5, "", "x", "2024-02-30", "1.5", [], {}, [[]], [None], {"a": 1}]
)


def _places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [place for key, item in inside for place in _places(item, (*path, key))]


def _put(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    value[path[0]] = _put(value[path[0]], path[1:], new)
    return value


@settings(max_examples=50)
@given(data=st.data(), name=st.sampled_from(FILES), new=junk)
def test_a_value_replaced_by_junk_never_breaks_the_reader(data: st.DataObject, name: str, new: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pack = SmallPack.write(Path(folder) / "small")
        plain = load(pack.folder / name).value
        place = data.draw(st.sampled_from(_places(plain)))
        broken = _put(plain, place, new)
        (pack.folder / name).write_text(json.dumps(broken, default=float), encoding="utf-8")
        for finding in pack.raw():
            assert finding.line >= 1
            assert finding.message
            assert finding.fix


@pytest.mark.parametrize(
    "text", ["", "[]", "42", "null", "key: &a [*a]", "a: b: c", "\t", "? [1, 2]\n: x", "!!python/x 1"]
)
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_something_else_is_reported(pack: SmallPack, name: str, text: str) -> None:
    (pack.folder / name).write_text(text, encoding="utf-8")
    assert name in {Path(finding.file).relative_to(pack.folder).as_posix() for finding in pack.raw()}


def test_a_file_that_is_no_text_is_reported(pack: SmallPack) -> None:
    (pack.folder / "agency.yaml").write_bytes(b"\xff\xfe\x00")
    assert "agency.yaml:1: the file is not UTF-8 text -> save it as UTF-8" in pack.findings()
