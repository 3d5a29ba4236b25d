"""A YAML file as plain values that remember their lines.

Numbers keep the digits their author wrote (Decimal, no float), days stay text until a schema has seen them,
and a key written twice is a fault: YAML itself would silently keep one of the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from intake.lawpack.finding import Finding, Path, spelt

_TAG = "tag:yaml.org,2002:"


@dataclass(slots=True, kw_only=True)
class Source:
    """One file. value: its plain content (None when unreadable). lines: path → line of its key or item."""

    file: str
    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    seen: set[int] = field(default_factory=set, repr=False)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing that contains it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def add(self, path: Path, message: str, fix: str) -> None:
        """Records a fault once, however often it is met."""
        found = Finding(file=self.file, line=self.line(path), path=spelt(path), message=message, fix=fix)
        if found not in self.findings:
            self.findings.append(found)


def load(path: FilePath) -> Source:
    """Reads one file; a file that is missing or is no YAML gives a Source with a finding and no value."""
    source = Source(file=str(path))
    try:
        node = YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        source.add((), "the file is missing", "create it; lawpack/heza shows what belongs in it")
    except UnicodeDecodeError:
        source.add((), "the file is not UTF-8 text", "save it as UTF-8")
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        source.lines[()] = mark.line + 1 if mark else 1
        source.add(
            (),
            f"this is not YAML: {wrong.problem or wrong.context}",
            "correct the indentation or quotes here",
        )
    except YAMLError as wrong:
        source.add((), f"this is not YAML: {wrong}", "correct the file")
    else:
        source.lines[()] = 1
        plain = None if node is None else _plain(node, (), source)
        source.value = {} if plain is None else plain
    return source


def _plain(node: Node, path: Path, source: Source) -> Any:
    source.lines.setdefault(path, node.start_mark.line + 1)
    if id(node) in source.seen:  # an alias could hold itself, and its line would be the anchor's
        source.add(path, f"repeats &{node.anchor} by an alias", "write it out, or put it under shared")
        return None
    source.seen.add(id(node))
    match node:
        case MappingNode():
            return _mapping(node, path, source)
        case SequenceNode():
            return [_plain(item, (*path, index), source) for index, item in enumerate(node.value)]
        case ScalarNode():
            return _scalar(str(node.tag), str(node.value))
    raise TypeError(f"no plain form for a YAML {type(node).__name__}")


def _mapping(node: MappingNode, path: Path, source: Source) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        here = (*path, key)
        if key in result:
            first = source.lines[here]
            source.lines[here] = key_node.start_mark.line + 1
            source.add(here, f"stands twice; first on line {first}", "keep one of the two")
            continue
        source.lines[here] = key_node.start_mark.line + 1
        result[key] = _plain(value_node, here, source)
    return result


def _scalar(tag: str, text: str) -> Any:
    match tag.removeprefix(_TAG):
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int" if text.lstrip("+-").isdecimal():
            return int(text)
        case "float":
            try:
                return Decimal(text)
            except InvalidOperation:
                return text
        case _:
            return text
