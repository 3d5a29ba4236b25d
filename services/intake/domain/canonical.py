"""One plain shape for every value of the law pack: dataclass → dict → JSON and back, without loss.

    date → "2024-04-26"    time → "07:30"    Limit → {"amount": "0.25", "unit": "working_day"}    tuple → list

A field without a default is written, also when null; one that has its default is not. So a pack's digest does not
depend on how its author spelt a default, nor change when a later version of motcua knows a field more: packs, and the
dossiers that name them by their digest, are kept for ever. Computed fields (``init=False``) are left out. On the way
back unknown fields are refused, and missing ones that have no default.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Mapping
from datetime import date, time
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from chassis.kernel.errors import Problem
from chassis.kernel.worktime import Limit

T = TypeVar("T")
Plain = Any  # what json.dumps takes: None, bool, int, str, list, dict


def to_plain(value: object, *, whole: bool = False) -> Plain:
    """The plain form of a domain value; raises TypeError for a type the law pack does not use.

    whole: with the fields that have their defaults, for people who read it.
    """
    match value:
        case Limit():
            return value.to_dict()
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("auto" if value.second or value.microsecond else "minutes")
        case tuple() | list():
            return [to_plain(item, whole=whole) for item in value]
        case frozenset():
            return sorted(to_plain(item) for item in value)
        case _ if dataclasses.is_dataclass(value):
            kind: Any = type(value)
            told = ((name, getattr(value, name), default) for name, default in _defaults(kind))
            return {name: to_plain(held, whole=whole) for name, held, default in told if whole or default != held}
    raise TypeError(f"no plain form for {type(value).__name__}")


def from_plain(kind: type[T], plain: Plain, path: str = "$") -> T:
    """The domain value of ``kind`` that ``plain`` describes.

    Raises ValueError, its message beginning with the path of the culprit (``$.steps[2].budget``).
    """
    result: T = _decode(kind, plain, path)
    return result


def canonical_json(plain: Plain) -> str:
    """The one spelling of a plain value: sorted keys, no spaces, UTF-8 text kept as it is."""
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _decode(kind: Any, plain: Plain, path: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decode_optional(kind, plain, path)
    if origin is tuple:
        kinds = _item_kinds(get_args(kind), _sequence(plain, path), path)
        pairs = enumerate(zip(kinds, plain, strict=True))
        return tuple(_decode(item_kind, item, f"{path}[{i}]") for i, (item_kind, item) in pairs)
    if origin is frozenset:
        return frozenset(_decode(get_args(kind)[0], item, path) for item in _sequence(plain, path))
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind is not Limit:
        return _decode_fields(kind, plain, path)
    try:
        return _decode_scalar(kind, plain)
    except Problem as wrong:
        raise _wrong(path, wrong.detail) from wrong
    except (TypeError, ValueError, AttributeError) as wrong:
        raise _wrong(path, str(wrong)) from wrong


def _decode_optional(kind: Any, plain: Plain, path: str) -> Any:
    if plain is None:
        return None
    (present,) = (arg for arg in get_args(kind) if arg is not type(None))
    return _decode(present, plain, path)


def _decode_scalar(kind: Any, plain: Plain) -> Any:
    if kind is Limit:
        return Limit.from_dict(plain if isinstance(plain, Mapping) else {})
    if kind in (date, time):
        return kind.fromisoformat(plain)
    if issubclass(kind, Enum):
        return kind(plain)
    if type(plain) is not kind:
        raise TypeError(f"{type(plain).__name__} found where {kind.__name__} is expected")
    return plain


def _decode_fields(kind: Any, plain: Plain, path: str) -> Any:
    if not isinstance(plain, Mapping):
        raise _wrong(path, "a mapping is expected")
    hints = init_fields(kind)
    if unknown := plain.keys() - hints.keys():
        raise _wrong(path, f"unknown fields {', '.join(sorted(unknown))}")
    if missing := required_fields(kind) - plain.keys():
        raise _wrong(path, f"missing fields {', '.join(sorted(missing))}")
    given = ((name, hint) for name, hint in hints.items() if name in plain)
    values = {name: _decode(hint, plain[name], f"{path}.{name}") for name, hint in given}
    try:
        return kind(**values)
    except Problem as wrong:
        raise _wrong(path, wrong.detail) from wrong


@cache
def init_fields(kind: Any) -> dict[str, Any]:
    """Name → type of every field of a dataclass that its constructor takes."""
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in dataclasses.fields(kind) if f.init}


@cache
def required_fields(kind: Any) -> frozenset[str]:
    """Names of the fields without which a dataclass cannot be made."""
    return frozenset(f.name for f in dataclasses.fields(kind) if f.init and _default(f) is dataclasses.MISSING)


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    """Name and default of every field that the constructor takes, in their order."""
    return tuple((f.name, _default(f)) for f in dataclasses.fields(kind) if f.init)


def _default(field: dataclasses.Field[Any]) -> Any:
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()


def _sequence(plain: Plain, path: str) -> list[Plain]:
    if not isinstance(plain, list):
        raise _wrong(path, "a list is expected")
    return plain


def _item_kinds(kinds: tuple[Any, ...], items: list[Plain], path: str) -> list[Any]:
    """The kind of each item: ``tuple[time, time]`` has two, ``tuple[Step, ...]`` one for every item."""
    if kinds[-1] is Ellipsis:
        return [kinds[0]] * len(items)
    if len(kinds) != len(items):
        raise _wrong(path, f"{len(kinds)} items are expected, not {len(items)}")
    return list(kinds)


def _wrong(path: str, said: str) -> ValueError:
    return ValueError(f"{path}: {said}")
