"""The file store on a real folder and on a real S3-compatible server."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.files import S3Options, Vault, open_store
from chassis.files.format import CHUNK
from chassis.kernel.errors import Problem
from chassis.sealing import Sealer
from support.s3_server import S3Server

KEYS = Sealer({"k1": b"1" * 32}, "k1")
LARGE = 12 * 1024 * 1024 + 5  # more than two parts of an upload to S3


@pytest.fixture(scope="module")
def s3_server() -> Iterator[S3Server]:
    server = S3Server()
    yield server
    server.close()


@pytest.fixture(params=["folder", "s3"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    if request.param == "folder":
        return Vault(open_store(f"file://{tmp_path}/files"), KEYS)
    server: S3Server = request.getfixturevalue("s3_server")
    return Vault(open_store(f"s3://motcua/{tmp_path.name}", server.options), KEYS)


async def parts(plain: bytes, *, fails: bool = False) -> AsyncIterator[bytes]:
    for start in range(0, len(plain), CHUNK):
        yield plain[start : start + CHUNK]
    if fails:
        raise ConnectionResetError("the client went away")


async def whole(vault: Vault, key: str, context: str = "file:a") -> bytes:
    return b"".join([part async for part in vault.read(key, context)])


async def keys_of(vault: Vault) -> set[str]:
    return {each.key async for each in vault.store.listed("documents")}


@pytest.mark.parametrize("size", [0, 1, CHUNK, LARGE])
async def test_a_file_comes_back_as_it_went_in(vault: Vault, size: int) -> None:
    plain = os.urandom(size)
    assert await vault.put("documents/aa/a", "file:a", parts(plain)) == "k1"
    assert await whole(vault, "documents/aa/a") == plain
    assert await vault.key_id("documents/aa/a") == "k1"
    if size > CHUNK:
        found = [part async for part in vault.read_range("documents/aa/a", "file:a", size, CHUNK - 3, CHUNK + 4)]
        assert b"".join(found) == plain[CHUNK - 3 : CHUNK + 4]


async def test_a_writer_that_fails_leaves_nothing(vault: Vault) -> None:
    with pytest.raises((ConnectionResetError, Problem)):
        await vault.put("documents/aa/a", "file:a", parts(os.urandom(LARGE), fails=True))
    assert await keys_of(vault) == set()
    with pytest.raises(Problem) as refusal:
        await whole(vault, "documents/aa/a")
    assert refusal.value.slug == "file-missing"


async def test_a_writer_that_is_cancelled_leaves_nothing(vault: Vault) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * CHUNK
            await asyncio.sleep(0.001)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await vault.put("documents/aa/a", "file:a", endless())
    assert await keys_of(vault) == set()


async def test_deleting_twice_is_like_deleting_once(vault: Vault) -> None:
    await vault.put("documents/aa/a", "file:a", parts(b"plain"))
    await vault.store.delete("documents/aa/a")
    await vault.store.delete("documents/aa/a")
    assert await keys_of(vault) == set()


async def test_listing_tells_keys_sizes_and_ages(vault: Vault) -> None:
    await vault.put("documents/aa/a", "file:a", parts(b"plain"))
    await vault.put("documents/bb/b", "file:b", parts(b"plain"))
    listed = [each async for each in vault.store.listed("documents/aa")]
    assert [each.key for each in listed] == ["documents/aa/a"]
    assert listed[0].size > len(b"plain")
    assert timedelta(seconds=-5) < listed[0].age < timedelta(minutes=1)


async def test_a_file_is_sealed_anew_under_the_active_key_while_it_is_read(vault: Vault) -> None:
    plain = os.urandom(LARGE)
    await vault.put("documents/aa/a", "file:a", parts(plain))
    rotated = Vault(vault.store, Sealer({"k1": b"1" * 32, "k2": b"2" * 32}, "k2"))
    reading = rotated.read("documents/aa/a", "file:a")
    first = await anext(reading)
    assert await rotated.reseal("documents/aa/a", "file:a") == "k2"
    assert first + b"".join([part async for part in reading]) == plain
    only_new = Vault(vault.store, Sealer({"k2": b"2" * 32}, "k2"))
    assert await whole(only_new, "documents/aa/a") == plain


async def test_the_store_answers_for_readiness(vault: Vault) -> None:
    await vault.store.check()


async def test_a_store_that_is_away_is_a_refusal_in_words(tmp_path: Path) -> None:
    away = open_store("s3://motcua", S3Options(endpoint="http://127.0.0.1:1", access_key_id="a", secret_access_key="b"))
    with pytest.raises(Problem) as refusal:
        await away.check()
    assert refusal.value.slug == "file-store-unavailable"
    gone = open_store(f"file://{tmp_path}/files")
    (tmp_path / "files").rmdir()
    with pytest.raises(Problem) as missing:
        await gone.check()
    assert missing.value.slug == "file-store-unavailable"


@pytest.mark.parametrize("url", ["", "files", "http://x", "file://", "file://host/x", "s3://"])
def test_a_url_that_is_no_store_is_refused(url: str) -> None:
    with pytest.raises(Problem) as refusal:
        open_store(url)
    assert refusal.value.slug == "files-url-invalid"


_WRITER = """
import asyncio, sys
from chassis.files import Vault, open_store
from chassis.sealing import Sealer

async def slowly():
    for _ in range(10_000):
        yield b"x" * 65536
        print("wrote", flush=True)
        await asyncio.sleep(0.001)

vault = Vault(open_store(sys.argv[1]), Sealer({"k1": b"1" * 32}, "k1"))
asyncio.run(vault.put("documents/aa/a", "file:a", slowly()))
"""


async def test_kill_9_in_the_middle_leaves_nothing_that_can_be_seen_and_the_rest_is_cleared(tmp_path: Path) -> None:
    url = f"file://{tmp_path}/files"
    writer = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _WRITER,
        url,
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert writer.stdout is not None
    for _ in range(200):
        await writer.stdout.readline()
    writer.send_signal(signal.SIGKILL)
    await writer.wait()
    vault = Vault(open_store(url), KEYS)
    left = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert len(left) == 1
    assert await keys_of(vault) == set()
    with pytest.raises(Problem) as refusal:
        await whole(vault, "documents/aa/a")
    assert refusal.value.slug == "file-missing"
    assert (
        await vault.store.clear_staged("documents/aa", timedelta(hours=1)) == 0
    )  # it could still be somebody's upload
    an_hour_ago = time.time() - 3601
    os.utime(left[0], (an_hour_ago, an_hour_ago))
    assert await vault.store.clear_staged("documents/aa", timedelta(hours=1)) == 1
    assert not left[0].exists()


async def test_twenty_mebibytes_pass_in_a_moment(tmp_path: Path) -> None:
    vault, plain = Vault(open_store(f"file://{tmp_path}/files"), KEYS), os.urandom(20 * 1024 * 1024)
    began = time.perf_counter()
    await vault.put("documents/aa/a", "file:a", parts(plain))
    wrote = time.perf_counter() - began
    assert await whole(vault, "documents/aa/a") == plain
    print(f"20 MiB sealed and stored in {wrote:.3f} s")
    assert wrote < 10
