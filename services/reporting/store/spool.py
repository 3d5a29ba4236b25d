"""What was heard, in temporary files, until it is grouped by subject: any number of events in little memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from zlib import crc32

import orjson

from chassis.data.columns import instant_text
from reporting.domain.rebuild import Heard
from reporting.store.evidence_rows import from_json, to_json

#: So many files, each of which must fit in memory: at ten million events about 160,000 events or 50 MB each.
PARTS = 64


class FileSpool:
    """Fulfils ``rebuilds.ports.Spool``. One line per event, in a file chosen by its subject."""

    def __init__(self, files: Sequence[IO[bytes]]) -> None:
        self._files = files

    def put(self, heard: Heard) -> None:
        row = to_json([heard.evidence])[0] if heard.evidence is not None else None
        line = [heard.subject, heard.source, heard.sequence, instant_text(heard.time), row]
        file = self._files[crc32(heard.subject.encode()) % len(self._files)]
        file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))

    def parts(self) -> Iterator[Mapping[str, Sequence[Heard]]]:
        for file in self._files:
            file.seek(0)
            part: defaultdict[str, list[Heard]] = defaultdict(list)
            for line in file:
                heard = _heard(line)
                part[heard.subject].append(heard)
            for told in part.values():
                told.sort(key=lambda heard: (heard.source, heard.sequence))
            yield part


@contextmanager
def spooling() -> Iterator[FileSpool]:
    """The files are gone when it ends, however it ends."""
    with TemporaryDirectory(prefix="motcua-rebuild-") as folder, ExitStack() as opened:
        names = (Path(folder) / f"{number}.jsonl" for number in range(PARTS))
        yield FileSpool([opened.enter_context(name.open("w+b")) for name in names])


def _heard(line: bytes) -> Heard:
    subject, source, sequence, time, row = orjson.loads(line)
    return Heard(
        subject=subject,
        source=source,
        sequence=sequence,
        time=datetime.fromisoformat(time),
        evidence=from_json([row])[0] if row is not None else None,
    )
