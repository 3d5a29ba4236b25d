"""Generated trees: compared with what is committed, and written where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Files below ``root`` (in the repository): path → content. whole: anything else below root is left over."""

    root: str
    files: Mapping[str, bytes]
    whole: bool


def settle(trees: Iterable[Tree], *, check: bool) -> list[str]:
    """Lines "changed|missing|left over: path" for what differed; without ``check`` it is written now."""
    found: list[str] = []
    for tree in trees:
        root = ROOT / tree.root
        committed = _committed(root, tree)
        for path in sorted(tree.files.keys() | committed.keys()):
            fresh, old = tree.files.get(path), committed.get(path)
            if fresh == old:
                continue
            found.append(
                f"{'left over' if fresh is None else 'missing' if old is None else 'changed'}: {tree.root}/{path}"
            )
            if not check:
                _write(root / path, fresh)
    return found


def _committed(root: Path, tree: Tree) -> dict[str, bytes]:
    if not tree.whole:
        return {path: (root / path).read_bytes() for path in tree.files if (root / path).exists()}
    present = (path for path in root.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {str(path.relative_to(root)): path.read_bytes() for path in present}


def _write(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
