"""The key file: who opens it, who does not, and what each is told."""

import json
import random
import time
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from anfraud_desktop.errors import Missing, UserError
from anfraud_desktop.store import keyfile, recovery
from anfraud_desktop.store.sealing import FLOOR_KIB, Kdf

QUICK = Kdf(FLOOR_KIB, 1, 1)
NAME, PASSWORD = "王警官", "梧桐-Harbor-7391"
OTHER, OTHERS = "李所长", "银杏-Lantern-4826"
WRONG = "用户名或密码不正确"
GOLDEN = Path(__file__).parents[1] / "files" / "keys" / "v1.keys"
GOLDEN_CODE = "3S4Y-BP081 886N-27HBY K5X6-SVKKC GM73-EN2YW"
GOLDEN_KEY = "4604ca842d920e52997de93a2c43ebd8465aede5a3f55a099f12cf9a4a8d5fae"
GOLDEN_SIGNER = "fdd4d61c9578bebbcea6a34ca355ecfdc939dd66ba0df054f8b4fa5878a3513a"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Return a copy of the golden file: making slots anew for each test costs more than opening them."""
    path = tmp_path / "case.keys"
    path.write_bytes(GOLDEN.read_bytes())
    return path


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(UserError) as told:
        act()
    return told.value.message


def signed_in(path: Path) -> keyfile.Unlocked:
    return keyfile.unlock(path, NAME, PASSWORD)


def test_a_key_file_of_version_1_opens_for_ever(keys: Path) -> None:
    opened = signed_in(keys)
    assert opened.data_key.hex() == GOLDEN_KEY
    assert opened.pairs.public()[1].hex() == GOLDEN_SIGNER
    assert keyfile.unlock(keys, OTHER, OTHERS).data_key.hex() == GOLDEN_KEY
    assert keyfile.unlock_with_recovery(keys, GOLDEN_CODE).data_key.hex() == GOLDEN_KEY


def test_a_new_file_opens_for_its_people_and_with_its_recovery_code(tmp_path: Path) -> None:
    path = tmp_path / "case.keys"
    made, code = keyfile.create(path)
    slot = keyfile.add_person(path, made, NAME, PASSWORD, QUICK)
    opened = signed_in(path)
    assert (opened.slot, opened.data_key) == (slot, made.data_key)
    assert keyfile.unlock_with_recovery(path, code).data_key == made.data_key
    assert len(made.data_key) == 32


def test_two_files_have_nothing_in_common(tmp_path: Path) -> None:
    one, code = keyfile.create(tmp_path / "a.keys")
    other, _ = keyfile.create(tmp_path / "b.keys")
    assert one.data_key != other.data_key
    assert "不符" in refusal(lambda: keyfile.unlock_with_recovery(tmp_path / "b.keys", code))


def test_a_file_that_is_there_is_not_made_anew(keys: Path) -> None:
    before = keys.read_bytes()
    assert "已经有密钥文件" in refusal(lambda: keyfile.create(keys))
    assert keys.read_bytes() == before


def test_neither_names_nor_keys_stand_in_the_file(keys: Path) -> None:
    text = keys.read_text()
    for secret in (NAME, ascii(NAME)[1:-1], PASSWORD, GOLDEN_KEY, GOLDEN_CODE[:4]):
        assert secret not in text


def test_no_key_shows_where_an_open_file_is_printed(keys: Path) -> None:
    opened = signed_in(keys)
    for secret in (opened.data_key, opened.pairs.receive, opened.pairs.sign):
        assert repr(secret) not in repr(opened)


def test_an_unknown_name_and_a_wrong_password_are_told_the_same_and_cost_the_same(keys: Path) -> None:
    told = [refusal(partial(keyfile.unlock, keys, name, "wrong-Password-1")) for name in ("无此人", NAME)]
    assert told[0] == told[1]
    assert WRONG in told[0]
    header = json.loads(keys.read_text(encoding="utf-8"))
    [slot, *_] = [slot["kdf"] for slot in header["slots"] if slot["kind"] == "user"]
    usual = keyfile._usual_kdf(header)
    assert (usual.memory, usual.passes, usual.lanes) == (slot["m"], slot["t"], slot["p"])


def test_an_unknown_name_spends_what_a_wrong_password_spends(keys: Path) -> None:
    def spent(name: str) -> float:  # of the processor: what else the machine does has no part in it
        started = time.process_time()
        refusal(partial(keyfile.unlock, keys, name, "wrong-Password-1"))
        return time.process_time() - started

    unknown, known = (min(spent(name) for _ in range(3)) for name in ("无此人", NAME))
    assert 0.5 < unknown / known < 2


@pytest.mark.parametrize(
    "password",
    ["", " " + PASSWORD, PASSWORD + " ", PASSWORD.upper(), PASSWORD[:-1], "\udcff" * 12, "长" * 5000, OTHERS],
)
def test_a_password_counts_to_the_last_character(keys: Path, password: str) -> None:
    assert WRONG in refusal(lambda: keyfile.unlock(keys, NAME, password))


@pytest.mark.parametrize("name", ["", "王警官 ", "\udcff", OTHER])
def test_a_password_opens_only_its_owners_slot(keys: Path, name: str) -> None:
    assert WRONG in refusal(lambda: keyfile.unlock(keys, name, PASSWORD))


def test_accents_typed_in_one_or_two_characters_are_one_password_and_one_name(tmp_path: Path) -> None:
    path = tmp_path / "case.keys"
    made, _ = keyfile.create(path)
    composed, parted = unicodedata.normalize("NFC", "Åsa é"), unicodedata.normalize("NFD", "Åsa é")
    keyfile.add_person(path, made, composed, composed * 4, QUICK)
    assert keyfile.unlock(path, parted, parted * 4).data_key == made.data_key
    assert "同名" in refusal(lambda: keyfile.add_person(path, made, parted, PASSWORD, QUICK))


@pytest.mark.parametrize("password", ["😀" * 12, "　全角　空格　Aa1", "١٢٣٤٥٦٧٨٩٠a!", "x" * 128])
def test_any_characters_make_a_password(keys: Path, password: str) -> None:
    keyfile.change_password(keys, NAME, PASSWORD, password, QUICK)
    assert keyfile.unlock(keys, NAME, password).data_key.hex() == GOLDEN_KEY


def test_a_changed_password_keeps_every_key_and_every_other_slot(keys: Path) -> None:
    before, slots = signed_in(keys), json.loads(keys.read_bytes())["slots"]
    keyfile.change_password(keys, NAME, PASSWORD, "Nest-Cove-Fern-91", QUICK)
    after = keyfile.unlock(keys, NAME, "Nest-Cove-Fern-91")
    assert (after.data_key, after.pairs, after.slot) == (before.data_key, before.pairs, before.slot)
    assert WRONG in refusal(lambda: signed_in(keys))
    now = json.loads(keys.read_bytes())["slots"]
    assert [one == other for one, other in zip(slots, now, strict=True)] == [True, False, True]


def test_a_password_is_not_changed_without_the_old_one(keys: Path) -> None:
    before = keys.read_bytes()
    assert WRONG in refusal(lambda: keyfile.change_password(keys, NAME, "wrong-Password-1", "Nest-Cove-Fern-91", QUICK))
    assert keys.read_bytes() == before


@pytest.mark.parametrize("slot", ["recovery", "u-none"])
def test_the_recovery_slot_and_strangers_cannot_be_removed(keys: Path, slot: str) -> None:
    with pytest.raises(Missing):
        keyfile.remove_person(keys, signed_in(keys), slot)


def test_two_older_files_are_kept_and_no_more(keys: Path) -> None:
    opened, written = signed_in(keys), [keys.read_bytes()]
    for name in ("赵", "钱", "孙"):
        keyfile.add_person(keys, opened, name, PASSWORD, QUICK)
        written.append(keys.read_bytes())
    found = {path.name: path.read_bytes() for path in keys.parent.glob("case.keys*")}
    assert found == {"case.keys": written[3], "case.keys.1": written[2], "case.keys.2": written[1]}


def test_a_file_that_cannot_be_written_is_left_as_it_was(keys: Path) -> None:
    opened, before = signed_in(keys), keys.read_bytes()
    (keys.parent / "case.keys.1").mkdir()  # in the way of the older generation
    assert "写不进去" in refusal(lambda: keyfile.add_person(keys, opened, "赵六", PASSWORD, QUICK))
    assert keys.read_bytes() == before


# The printed code.


def test_the_code_may_be_typed_as_people_read_it(keys: Path) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else "　" for c in GOLDEN_CODE)
    for typed in (GOLDEN_CODE.lower(), GOLDEN_CODE.replace("-", " "), wide, GOLDEN_CODE.replace(" ", "\n")):
        assert keyfile.unlock_with_recovery(keys, typed).data_key.hex() == GOLDEN_KEY


def test_look_alike_letters_are_read_as_digits(tmp_path: Path) -> None:
    path = tmp_path / "case.keys"
    made, code = keyfile.create(path)
    assert keyfile.unlock_with_recovery(path, code.replace("0", "O").replace("1", "l")).data_key == made.data_key


def test_two_hundred_typing_errors_in_the_code_are_all_named_by_their_groups(keys: Path) -> None:
    chance = random.Random(7)  # noqa: S311  the same errors each time
    places = [at for at, c in enumerate(GOLDEN_CODE) if c.isalnum()]
    for _ in range(200):
        at = chance.choice(places)
        other = chance.choice([c for c in recovery.ALPHABET if c != GOLDEN_CODE[at]])
        typed = GOLDEN_CODE[:at] + other + GOLDEN_CODE[at + 1 :]
        group = at // 11 * 2 + 1
        assert f"第 {group}—{group + 1} 组" in refusal(partial(keyfile.unlock_with_recovery, keys, typed))


@pytest.mark.parametrize("typed", ["", "HQZX", GOLDEN_CODE + "A", GOLDEN_CODE[1:]])
def test_a_code_of_another_length_is_told_its_length(keys: Path, typed: str) -> None:
    assert "36 个字符" in refusal(lambda: keyfile.unlock_with_recovery(keys, typed))
