"""What is signed of a closed period, as bytes that mean one thing only."""

from __future__ import annotations

from dataclasses import astuple

from chassis.history.encoding import Document, digest
from reporting.domain.report_record import to_plain
from reporting.domain.snapshots import FrozenDossier, Snapshot

_TAG = "motcua.report.snapshot.v1"
_INPUTS = "motcua.report.inputs.v1"


def digest_of(snapshot: Snapshot) -> bytes:
    """Over everything but the digest, its signature and the key: figures, dossiers, law, definitions, who and when."""
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
    )


def _listed(one: FrozenDossier) -> list[object]:
    return [value if isinstance(value, bool) else str(value) for value in astuple(one)]
