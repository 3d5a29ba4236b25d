"""The trees of the days, recomputed from the entries that were read, against the roots that were signed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chassis.history.checking import ALTERED, CHAIN, INSERTED, REMOVED, ROOT, Finding
from chassis.history.kept import KeptCommand, SubjectHistory
from chassis.history.roots import NOTHING, SignedRoot, Statement, end_of, root_of
from chassis.history.signing import PublicKeys, is_signed

Tree = tuple[str, date]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What is kept of an entry: as little as names it."""

    digest: bytes
    subject: str
    code: str
    entry: int
    name: str
    at: datetime


class Days:
    """Collects leaves while a service's subjects are read; then compares."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._leaves: dict[Tree, dict[int, _Leaf]] = defaultdict(dict)
        self._open: dict[str, list[_Leaf]] = defaultdict(list)
        self.entries = 0

    def take(self, history: SubjectHistory) -> Iterator[Finding]:
        """The entries of a subject; one whose leaf another has already is a finding."""
        for command in history.commands:
            if command.entry is None:
                continue
            self.entries += 1
            leaf = _leaf(command, history.head.code)
            if (command.sealed_on is None) != (command.leaf is None):
                yield self._about(leaf, "it has half a place in a tree")
            if command.sealed_on is None or command.leaf is None:
                self._open[command.agency].append(leaf)
                continue
            leaves = self._leaves[command.agency, command.sealed_on]
            if command.leaf in leaves:
                yield self._about(leaf, "two entries have one leaf")
            leaves.setdefault(command.leaf, leaf)

    def check(self, roots: Sequence[SignedRoot], told: Sequence[SignedRoot], keys: PublicKeys) -> Iterator[Finding]:
        """roots: as stored. told: as the stream has them, from events that left the house when they were signed."""
        stored = {(root.statement.agency, root.statement.day): root for root in roots}
        heard = {(root.statement.agency, root.statement.day): root for root in told}
        for tree in sorted({*stored, *heard, *self._leaves}):
            root = stored.get(tree)
            if root is None:
                yield self._finding(tree, REMOVED, "the signed root of the day is missing")
                if tree not in heard:
                    claims = self._leaves[tree].values()
                    yield from (self._about(leaf, "it says it is in a tree that was never signed") for leaf in claims)
                continue
            if tree in heard and heard[tree] != root:
                yield self._finding(tree, ALTERED, "the root is not the one that was told when it was signed")
            if not is_signed(root.statement.digest(), root.signature, root.statement.key_id, keys):
                yield self._finding(tree, ALTERED, "the signature is by none of the public keys, or of something else")
            yield from self._tree(tree, root.statement)
        yield from self._links(roots)

    def _tree(self, tree: Tree, statement: Statement) -> Iterator[Finding]:
        leaves = self._leaves.get(tree, {})
        missing = [number for number in range(statement.size) if number not in leaves]
        for number in missing:
            yield self._finding(tree, REMOVED, f"leaf {number} of {statement.size} is missing")
        if missing:
            taken_out = (leaf for leaf in self._open[tree[0]] if leaf.at < end_of(tree[1]))
            yield from (self._about(leaf, "it is in no tree, and one of its days lacks a leaf") for leaf in taken_out)
        surplus = [leaf for number, leaf in leaves.items() if number >= statement.size]
        yield from (self._about(leaf, f"it was not in the tree of {tree[1]}", INSERTED) for leaf in surplus)
        digests = [leaf.digest for _, leaf in sorted(leaves.items())]
        if not missing and not surplus and root_of(digests) != statement.root:
            yield self._finding(tree, ALTERED, "the entries of the day do not give its root")

    def _links(self, roots: Sequence[SignedRoot]) -> Iterator[Finding]:
        """Each statement points back to the one before it."""
        before: dict[str, bytes] = {}
        for root in sorted(roots, key=lambda each: (each.statement.agency, each.statement.day)):
            statement = root.statement
            if statement.previous != before.get(statement.agency, NOTHING):
                yield self._finding((statement.agency, statement.day), REMOVED, "the root before it is another or gone")
            before[statement.agency] = statement.digest()

    def _finding(self, tree: Tree, what: str, detail: str) -> Finding:
        agency, day = tree
        return Finding(
            service=self._service,
            subject=agency,
            code=day.isoformat(),
            entry=0,
            name="sign-root",
            at=None,
            what=what,
            which=ROOT,
            detail=detail,
        )

    def _about(self, leaf: _Leaf, detail: str, what: str = ALTERED) -> Finding:
        return Finding(
            service=self._service,
            subject=leaf.subject,
            code=leaf.code,
            entry=leaf.entry,
            name=leaf.name,
            at=leaf.at,
            what=what,
            which=CHAIN,
            detail=detail,
        )


def _leaf(command: KeptCommand, code: str) -> _Leaf:
    columns = command.columns
    return _Leaf(command.digest, columns["subject"], code, command.entry or 0, columns["name"], columns["at"])
