"""values.schema.json: every key that there is, of its type, and no other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from generators.keys import Key

_SERVICE = "#/definitions/service"
_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


def schema(keys: Sequence[Key], moved: Mapping[str, str]) -> str:
    """moved: keys that the chart refuses itself, with a better sentence than a schema has."""
    root = {key.name: _of(key) for key in keys}
    service = root["defaults"]
    root["defaults"] = {"$ref": _SERVICE}
    for each in root["services"]["properties"].values():
        each.clear()
        each["$ref"] = _SERVICE
    root |= {name: {} for name in moved}
    document = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Values of the chart motcua",
        "type": "object",
        "additionalProperties": False,
        "properties": root,
        "definitions": {"service": service},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _of(key: Key) -> dict[str, Any]:
    made: dict[str, Any] = {"type": _TYPES[type(key.value)]}
    if key.text:
        made["description"] = key.text
    if key.children:
        made |= {"additionalProperties": False, "properties": {child.name: _of(child) for child in key.children}}
    elif made["type"] == "object":
        made["additionalProperties"] = False
    return made | key.extra
