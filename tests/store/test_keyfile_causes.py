"""A thousand key files that are not as they were written: none opens, none crashes, and each is told its cause."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from anfraud_desktop.errors import UserError
from anfraud_desktop.store import keychanges, keyfile
from anfraud_desktop.store.keyfile import WrongPassword
from tests.conftest import NOW
from tests.figures import tell

NAME, PASSWORD = "王警官", "梧桐-Harbor-7391"
OTHER, OTHERS = "李所长", "银杏-Lantern-4826"
GOLDEN = Path(__file__).parents[1] / "files" / "keys" / "v1.keys"
GOLDEN_CODE = "3S4Y-BP081 886N-27HBY K5X6-SVKKC GM73-EN2YW"
SHARE, ALL = 50, 1000
DAMAGED, NEWER, WRONG = "damaged", "newer", "wrong"
SENTENCES = {
    "密钥文件已损坏": DAMAGED,
    "请升级程序": NEWER,
    "用户名或密码不正确": WRONG,
    "恢复密钥与这个案件文件不符": WRONG,
}
Chance = random.Random
Header = dict[str, Any]


def flipped(data: bytes, chance: Chance) -> bytes:
    """One bit is another."""
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def cut(data: bytes, chance: Chance) -> bytes:
    return data[: chance.randrange(len(data))]


def torn(data: bytes, chance: Chance) -> bytes:
    """A piece is lost, zeroed, doubled, or stands at the end."""
    at, size = chance.randrange(len(data) - 1), chance.randrange(1, 300)
    head, piece, tail = data[:at], data[at : at + size], data[at + size :]
    return chance.choice((head + tail, head + bytes(len(piece)) + tail, head + piece * 2 + tail, head + tail + piece))


def edited(data: bytes, chance: Chance) -> bytes:
    """A value is another, and the checksums are as before."""
    header = json.loads(data)
    part = chance.choice([header, *header["slots"]])
    name = chance.choice([key for key in part if key not in ("magic", "version", "slots")])
    part[name] = chance.choice(["", "AAAA", 0, -1, None, [], {}, "\ud800", 10**30, True])
    return keyfile.spelt(header)


def swapped(data: bytes, chance: Chance) -> bytes:
    """Slots stand in another order, twice, or are gone; each is whole in itself."""
    header = json.loads(data)
    slots = header["slots"]
    one, other = chance.sample(range(len(slots)), 2)
    ways: tuple[Callable[[], object], ...] = (
        partial(slots.__setitem__, slice(None), slots[::-1]),
        partial(slots.append, slots[one]),
        partial(slots.pop, one),
        partial(slots.__setitem__, one, slots[other]),
    )
    chance.choice(ways)()
    return keyfile.spelt(header)


def forged(data: bytes, chance: Chance) -> bytes:
    """Somebody who knows the format, but has no key, has put a value of one slot into another, checksums and all."""
    header = json.loads(data)
    people = [slot for slot in header["slots"] if slot["kind"] == "user"]
    one, other = chance.sample(people, 2)
    name = chance.choice([key for key in one if key != "kind" and one[key] != other.get(key)])
    one[name] = other[name]
    for part in (*header["slots"], header):
        part["sum"] = keyfile.checksum(part)
    return keyfile.spelt(header)


def raised(data: bytes, chance: Chance) -> bytes:
    """A later program has written the file: only its magic and its version are where they were."""
    header = json.loads(data) | {"version": chance.choice((2, 3, 99, "4"))}
    for name in chance.sample(sorted(set(header) - {"magic", "version"}), 2):
        header[name] = chance.choice((None, {"later": 1}, [1, 2]))
    return json.dumps(header).encode()


WAYS: dict[Callable[[bytes, Chance], bytes], set[str]] = {
    flipped: {DAMAGED}, cut: {DAMAGED}, torn: {DAMAGED}, edited: {DAMAGED}, swapped: {DAMAGED, WRONG},
    forged: {DAMAGED, WRONG}, raised: {NEWER},
}  # fmt: skip  # where a person's own slot is gone or forged, nothing tells that from a wrong name or password


def says_newer(data: bytes) -> bool:
    """Tell whether a flipped bit has hit the version itself."""
    with suppress(ValueError, KeyError, TypeError):
        header = json.loads(data)
        return header["magic"] == keyfile.MAGIC and int(header["version"]) > keyfile.VERSION
    return False


@pytest.fixture
def wholes(tmp_path: Path) -> list[bytes]:
    """Return the golden file, and one in which somebody is invited and a change of the data key was cut off."""
    path = tmp_path / "case.keys"
    path.write_bytes(GOLDEN.read_bytes())
    opened = keyfile.unlock(path, NAME, PASSWORD)
    keychanges.invite(path, opened, "赵六", NOW)
    keychanges.begin_rekey(path, opened)
    return [GOLDEN.read_bytes(), path.read_bytes()]


def causes(path: Path) -> Iterator[str]:
    """Yield what each of three who may open the file is told."""
    yield cause(lambda: keyfile.unlock(path, NAME, PASSWORD))
    yield cause(lambda: keyfile.unlock(path, OTHER, OTHERS))
    yield cause(lambda: keyfile.unlock_with_recovery(path, GOLDEN_CODE))


def cause(act: Callable[[], object]) -> str:
    try:
        act()
    except UserError as told:
        return next(kind for words, kind in SENTENCES.items() if words in told.message)
    return "opened"


@pytest.mark.parametrize("many", [SHARE, pytest.param(ALL, marks=pytest.mark.soak)])
def test_a_damaged_key_file_never_opens_and_is_told_its_cause(
    tmp_path: Path, wholes: list[bytes], capsys: pytest.CaptureFixture[str], many: int
) -> None:
    chance, path = random.Random(20261123), tmp_path / "broken.keys"  # noqa: S311  the same breakages each time
    seen: dict[str, Counter[str]] = {way.__name__: Counter() for way in WAYS}
    ways = list(WAYS)
    for turn in range(many):
        way, whole = ways[turn % len(ways)], wholes[turn // len(ways) % len(wholes)]
        broken = whole
        while broken == whole:
            broken = way(whole, chance)
        path.write_bytes(broken)
        told = list(causes(path))
        assert set(told) <= ({NEWER} if says_newer(broken) else WAYS[way]), (way.__name__, turn)
        assert DAMAGED in told or NEWER in told  # whoever's own slot is as it was is never told of a wrong password
        assert path.read_bytes() == broken
        seen[way.__name__].update(told)
    if many == ALL:
        tell(
            capsys, f"{many} damaged key files, 3 attempts each: 0 opened, { ({n: dict(c) for n, c in seen.items()}) }"
        )
    assert {kind for counts in seen.values() for kind in counts} == {DAMAGED, NEWER, WRONG}


def test_a_whole_key_file_says_wrong_password_and_nothing_else(tmp_path: Path, wholes: list[bytes]) -> None:
    path = tmp_path / "whole.keys"
    for whole in wholes:
        path.write_bytes(whole)
        for name, password in ((NAME, OTHERS), (OTHER, PASSWORD), ("无此人", PASSWORD)):
            with pytest.raises(WrongPassword):
                keyfile.unlock(path, name, password)
