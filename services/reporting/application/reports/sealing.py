"""What is signed of a closed period, as bytes that mean one thing only."""

from __future__ import annotations

from dataclasses import astuple

from chassis.history.encoding import Document, digest
from reporting.domain.origin import Source
from reporting.domain.pieces import Piece
from reporting.domain.report_record import to_plain
from reporting.domain.snapshots import FrozenDossier, Snapshot

_TAG = "motcua.report.snapshot.v1"
_INPUTS = "motcua.report.inputs.v1"
_PIECES = "motcua.report.pieces.v1"


def digest_of(snapshot: Snapshot) -> bytes:
    """Over everything but the digest, its signature and the key: figures, dossiers, law, definitions, who and when."""
    pieces = [(source, piece) for source, found in sorted(snapshot.pieces.items()) for piece in found]
    return digest(
        _TAG,
        snapshot.id,
        snapshot.number,
        snapshot.agency,
        snapshot.form,
        snapshot.first,
        snapshot.last,
        snapshot.revision,
        snapshot.reason,
        snapshot.rule,
        snapshot.profile,
        Document(to_plain(snapshot.report)),
        digest(_INPUTS, [_listed(each) for each in sorted(snapshot.dossiers)]),
        snapshot.closed_by,
        snapshot.closed_at,
        *([digest(_PIECES, [_named(*each) for each in pieces])] if pieces else []),
    )


def _named(source: Source, piece: Piece) -> list[object]:
    facets = [each for name in sorted(piece.facets) for each in (name, piece.facets[name])]
    return [source.value, piece.kind, piece.id, piece.code, piece.name, piece.department, facets]


def _listed(one: FrozenDossier) -> list[object]:
    return [value if isinstance(value, bool) else str(value) for value in astuple(one)]
