"""Key files that are not as they were written: damaged, newer, or forged by someone who knows the format."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from anfraud_desktop.errors import Unavailable, UserError
from anfraud_desktop.store import keyfile
from anfraud_desktop.store.sealing import FLOOR_KIB, Kdf

QUICK = Kdf(FLOOR_KIB, 1, 1)
NAME, PASSWORD = "王警官", "梧桐-Harbor-7391"
OTHER, OTHERS = "李所长", "银杏-Lantern-4826"
WRONG = "用户名或密码不正确"
GOLDEN = Path(__file__).parents[1] / "files" / "keys" / "v1.keys"
GOLDEN_CODE = "3S4Y-BP081 886N-27HBY K5X6-SVKKC GM73-EN2YW"
Header = dict[str, Any]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "case.keys"
    path.write_bytes(GOLDEN.read_bytes())
    return path


def forged(path: Path, change: Callable[[Header], None], *, mended: bool = True) -> None:
    """Change the header as someone would who has no key but knows the format, checksums included."""
    header = json.loads(path.read_bytes())
    change(header)
    if mended:
        for part in (*header["slots"], header):
            part["sum"] = keyfile.checksum(part)
    path.write_bytes(keyfile.spelt(header))


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(UserError) as told:
        act()
    return told.value.message


def signed_in(path: Path) -> keyfile.Unlocked:
    return keyfile.unlock(path, NAME, PASSWORD)


def test_a_missing_file_is_asked_for(tmp_path: Path) -> None:
    assert "备份" in refusal(lambda: signed_in(tmp_path / "case.keys"))
    assert "读不出来" in refusal(lambda: signed_in(tmp_path))


@pytest.mark.parametrize("version", [2, 10**9, "7"])
def test_a_newer_file_asks_for_a_newer_program_and_never_says_wrong_password(keys: Path, version: object) -> None:
    forged(keys, lambda header: header.update(version=version, slots="none yet known"), mended=False)
    for act in (lambda: signed_in(keys), lambda: keyfile.unlock_with_recovery(keys, GOLDEN_CODE)):
        assert "请升级程序" in refusal(act)


@pytest.mark.parametrize("field", ["sk", "dek", "pk_x", "pk_s", "who"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_damaged_slot_is_named_and_is_no_wrong_password(keys: Path, field: str, at: int) -> None:
    def damage(header: Header) -> None:
        text = header["slots"][at].get(field, "AAAA")
        header["slots"][at][field] = ("B" if text[0] != "B" else "C") + text[1:]

    forged(keys, damage, mended=False)
    assert f"第 {at + 1} 个密钥槽" in refusal(lambda: signed_in(keys))


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"magic":"AFKEY","version":Infinity}',
        b'{"magic":"AFKEY","version":null}', b'{"magic":"OTHER","version":9}', b" " * (keyfile.LARGEST + 1),
        b'{"magic":"AFKEY","version":1,"slots":[1],"vault_id":"a","epoch":1,"commit":"","mac":""}',
        b'{"magic":"AFKEY","version":1,"slots":[],"vault_id":"\\ud800","epoch":1,"commit":"","mac":""}',
    ],
)  # fmt: skip
def test_what_is_no_key_file_is_damaged(keys: Path, text: bytes) -> None:
    keys.write_bytes(text)
    assert "已损坏" in refusal(lambda: signed_in(keys))
    assert "已损坏" in refusal(lambda: keyfile.unlock_with_recovery(keys, GOLDEN_CODE))


def test_a_copy_with_other_line_ends_opens_and_the_first_files_without_checksums_too(keys: Path) -> None:
    keys.write_bytes(keys.read_bytes().replace(b"\n", b"\r\n"))
    opened = signed_in(keys)
    header = opened.header
    for part in (header, *header["slots"]):
        del part["sum"]
    header["mac"] = keyfile.sealed(header, opened.data_key).hex()
    keys.write_bytes(keyfile.spelt(header))
    assert signed_in(keys).data_key == opened.data_key


# What someone does who knows the format but has no key.


def weaker(header: Header) -> None:
    header["slots"][1]["kdf"].update(m=FLOOR_KIB - 1)


def costlier(header: Header) -> None:
    header["slots"][1]["kdf"].update(m=10**9)


def without_parameters(header: Header) -> None:
    del header["slots"][1]["kdf"]["t"]


@pytest.mark.parametrize("change", [weaker, costlier, without_parameters])
def test_parameters_outside_the_bounds_are_refused_before_they_are_used(
    keys: Path, change: Callable[[Header], None]
) -> None:
    forged(keys, change)
    started = time.perf_counter()
    assert "第 2 个密钥槽" in refusal(lambda: signed_in(keys))
    assert time.perf_counter() - started < 0.5


def swapped_contents(header: Header) -> None:
    one, other = header["slots"][1:]
    for name in ("sk", "dek", "kdf", "pk_x", "pk_s"):
        one[name], other[name] = other[name], one[name]


def swapped_data_keys(header: Header) -> None:
    one, other = header["slots"][1:]
    one["dek"], other["dek"] = other["dek"], one["dek"]


def renamed(header: Header) -> None:
    one, other = header["slots"][1:]
    one["who"], other["who"] = other["who"], one["who"]


def another_epoch(header: Header) -> None:
    header["epoch"] = 2


def another_kind(header: Header) -> None:
    header["slots"][1]["kind"] = "activation"


def another_slot(header: Header) -> None:
    header["slots"][1]["id"] = header["slots"][2]["id"]


def cheaper(header: Header) -> None:
    header["slots"][2]["kdf"]["t"] = 1


def another_public_key(header: Header) -> None:
    header["slots"][2]["pk_s"] = header["slots"][1]["pk_s"]


def another_order(header: Header) -> None:
    header["slots"].reverse()


def one_slot_less(header: Header) -> None:
    del header["slots"][2]


def no_recovery(header: Header) -> None:
    del header["slots"][0]


def another_algorithm(header: Header) -> None:
    header["alg"]["wrap"] = "none"


def something_pending(header: Header) -> None:
    header["pending"] = {"epoch": 2}


FORGERIES = [
    swapped_contents, swapped_data_keys, renamed, another_epoch, another_kind, another_slot, cheaper,
    another_public_key, another_order, one_slot_less, no_recovery, another_algorithm, something_pending,
]  # fmt: skip


@pytest.mark.parametrize("change", FORGERIES)
def test_a_forged_header_opens_for_nobody(keys: Path, change: Callable[[Header], None]) -> None:
    forged(keys, change)
    for name, password in ((NAME, PASSWORD), (OTHER, OTHERS)):
        told = refusal(lambda name=name, password=password: keyfile.unlock(keys, name, password))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        assert WRONG in told or "已损坏" in told
    assert "已损坏" in refusal(lambda: keyfile.unlock_with_recovery(keys, GOLDEN_CODE))


@pytest.mark.parametrize("change", [another_public_key, one_slot_less])
def test_a_forged_header_is_not_given_a_fresh_seal(keys: Path, change: Callable[[Header], None]) -> None:
    opened = signed_in(keys)
    forged(keys, change)
    before = keys.read_bytes()
    assert "校验码不符" in refusal(lambda: keyfile.add_person(keys, opened, "赵六", PASSWORD, QUICK))
    assert "校验码不符" in refusal(lambda: keyfile.remove_person(keys, opened, opened.slot))
    assert keys.read_bytes() == before


def test_a_removed_person_does_not_come_back_with_the_old_slot(keys: Path) -> None:
    opened = keyfile.unlock(keys, OTHER, OTHERS)
    slots = json.loads(keys.read_bytes())["slots"]
    keyfile.remove_person(keys, opened, signed_in(keys).slot)
    assert WRONG in refusal(lambda: signed_in(keys))
    assert keyfile.unlock(keys, OTHER, OTHERS).data_key == opened.data_key
    forged(keys, lambda header: header["slots"].append(slots[1]))
    assert "校验码不符" in refusal(lambda: signed_in(keys))


def test_an_error_of_the_file_is_unavailable_and_not_a_defect(keys: Path) -> None:
    keys.write_bytes(b"x")
    with pytest.raises(Unavailable):
        signed_in(keys)
