"""The letterheads of agencies: data of ``lawpack/letterheads.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """parent: the body above the issuer. symbol: after the number, ``BC-BQL``. signer: title above the signature.

    What is empty is written in by hand.
    """

    parent: str = ""
    symbol: str = ""
    place: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()


def letterheads() -> Mapping[str, Letterhead]:
    """By agency; raises TypeError for a key that nobody reads."""
    text = files("reporting.lawpack").joinpath("letterheads.toml").read_text(encoding="utf-8")
    return {
        agency: Letterhead(**{**row, "recipients": tuple(row.get("recipients", ()))})
        for agency, row in tomllib.loads(text).items()
    }
