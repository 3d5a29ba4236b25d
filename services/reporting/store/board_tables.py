"""Sums that boards are read from, and where they wait while everything is counted anew."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, MetaData, Table, text

from chassis.data.columns import identifier, number

_EVERYBODY = text("officer = ''")


def define(metadata: MetaData) -> tuple[Table, Table]:
    """board_sums, rebuilt_board_sums."""
    live = _sums(metadata, "board_sums")
    for name in ("department", "procedure_key"):
        Index(
            f"ix_board_sums_{name}",
            live.c.agency,
            live.c[name],
            live.c.measure,
            live.c.span,
            live.c.first,
            postgresql_where=_EVERYBODY,
            sqlite_where=_EVERYBODY,
        )
    return live, _sums(metadata, "rebuilt_board_sums")


def _sums(metadata: MetaData, name: str) -> Table:
    """See ``domain/board_sums.py``. total, late, seconds: how many, how many of these late, and the time they took."""
    return Table(
        name,
        metadata,
        identifier("agency", primary_key=True),
        identifier("officer", primary_key=True),  # empty: everybody
        identifier("measure", primary_key=True),
        identifier("span", primary_key=True),
        Column("first", Date, primary_key=True),
        identifier("department", primary_key=True),
        identifier("procedure_key", primary_key=True),  # empty: all
        identifier("label", primary_key=True),
        number("total"),
        number("late"),
        number("seconds"),
    )
