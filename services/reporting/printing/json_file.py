"""A report as JSON: everything it says, shares and points as exact decimals in text, days in ISO 8601."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

import orjson

from reporting.domain.report import Report


def json_file(report: Report) -> bytes:
    return orjson.dumps(asdict(report), default=_said, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_INDENT_2)


def _said(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError
