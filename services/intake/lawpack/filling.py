"""From what an author writes to the canonical form: optional fields get their null, empty or false."""

from __future__ import annotations

import dataclasses
import types
from typing import Any, TypeVar, Union, get_args, get_origin

from chassis.kernel.worktime import Limit
from intake.domain.canonical import from_plain, init_fields, required_fields

T = TypeVar("T")


def built(kind: type[T], plain: Any) -> T:
    """The domain value of what the schema has already found sound."""
    return from_plain(kind, filled(kind, plain))


def filled(kind: Any, plain: Any) -> Any:
    """``plain`` with every field that ``kind`` knows; amounts as the text the author wrote."""
    if plain is None:
        return None
    if get_origin(kind) in (Union, types.UnionType):
        (kind,) = (arg for arg in get_args(kind) if arg is not types.NoneType)
    if get_origin(kind) is tuple:
        return [filled(get_args(kind)[0], item) for item in plain]
    if kind is Limit:
        return {"amount": str(plain["amount"]), "unit": plain["unit"]}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        needed = required_fields(kind) | plain.keys()
        written = ((name, hint) for name, hint in init_fields(kind).items() if name in needed)
        return {name: filled(hint, plain.get(name, _unwritten(hint))) for name, hint in written}
    return plain


def _unwritten(hint: Any) -> Any:
    if get_origin(hint) is tuple:
        return []
    return False if hint is bool else None
