"""The keys of values.yaml with their comments."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """path: dotted. text: after ``# --``. extra: after ``# @schema``. children: none for what is free inside."""

    path: str
    value: Any
    text: str
    extra: dict[str, Any]
    children: tuple[Key, ...] = field(default=())

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]


def read(path: Path) -> tuple[Key, ...]:
    """Raises ValueError for a key without a comment that has no keys below it."""
    text = path.read_text("utf-8")
    root = yaml.compose(text)
    if not isinstance(root, yaml.MappingNode):
        raise TypeError(f"{path} is not a map")
    return tuple(_keys(root, "", text.splitlines()))


def _keys(node: yaml.MappingNode, above: str, lines: list[str]) -> Iterator[Key]:
    for name, inner in node.value:
        path = f"{above}{name.value}"
        text, extra = _comment(lines, name.start_mark.line)
        free = "additionalProperties" in extra and not extra.pop("open", False)
        children: tuple[Key, ...] = ()
        if isinstance(inner, yaml.MappingNode) and inner.value and not free:
            children = tuple(_keys(inner, f"{path}.", lines))
        if not text and not children:
            raise ValueError(f"values.yaml: {path} has no comment '# -- …'")
        yield Key(path=path, value=_plain(inner), text=text, extra=extra, children=children)


def _comment(lines: list[str], at: int) -> tuple[str, dict[str, Any]]:
    text, extra = "", {}
    while at > 0 and lines[at - 1].lstrip().startswith("#"):
        at -= 1
        line = lines[at].lstrip()
        if line.startswith("# -- "):
            text = line[5:]
        elif line.startswith("# @schema "):
            extra = json.loads(line[10:])
    return text, extra


def _plain(node: yaml.Node) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node, deep=True)  # type: ignore[no-untyped-call]
    finally:
        loader.dispose()  # type: ignore[no-untyped-call]
