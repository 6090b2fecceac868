"""The cryptography of a slot, held against published vectors, and what each sealed value is bound to."""

import hmac
import math
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop.store import sealing
from anfraud_desktop.store.sealing import CEILING_KIB, FLOOR_KIB, MIB, Broken, Kdf, Pairs

KEY = bytes(range(32))
keys = st.binary(min_size=32, max_size=32)
labels = st.text(st.characters(codec="utf-8"), max_size=20)


def test_argon2id_gives_the_published_key() -> None:
    # phc-winner-argon2, test.c: version 0x13, t=2, m=2^16 KiB, p=1
    published = "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
    assert sealing.password_key("password", b"somesalt", Kdf(64 * MIB, 2, 1)).hex() == published


def test_aes_gcm_opens_the_published_ciphertext() -> None:
    # McGrew and Viega, The Galois/Counter Mode of Operation, test case 16 (AES-256 with additional data)
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    wrapped = bytes.fromhex(
        "cafebabefacedbaddecaf888"
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    assert sealing.unwrap(key, wrapped, bound).hex() == (
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )


@given(keys, labels, st.integers(1, 10**6))
def test_a_derived_key_is_hkdf_of_rfc_5869(key: bytes, label: str, epoch: int) -> None:
    extracted = hmac.digest(bytes(32), key, "sha256")
    expanded = hmac.digest(extracted, f"anfraud {label} {epoch}".encode() + b"\x01", "sha256")
    assert sealing.derive(key, label, epoch) == expanded


@given(keys, labels, st.integers(1, 99), labels, st.integers(1, 99))
def test_each_purpose_and_each_epoch_has_a_key_of_its_own(
    key: bytes, one: str, epoch: int, other: str, later: int
) -> None:
    same = sealing.derive(key, one, epoch) == sealing.derive(key, other, later)
    assert same == (f"{one} {epoch}" == f"{other} {later}")


@given(keys, st.binary(max_size=80), st.binary(max_size=40), st.binary(max_size=40))
def test_what_is_wrapped_opens_only_in_its_own_surroundings(
    key: bytes, secret: bytes, one: bytes, other: bytes
) -> None:
    wrapped = sealing.wrap(key, secret, one)
    assert sealing.unwrap(key, wrapped, one) == secret
    if one != other:
        with pytest.raises(Broken):
            sealing.unwrap(key, wrapped, other)


@given(keys, st.binary(max_size=40), st.binary(max_size=40))
def test_what_is_sealed_opens_only_in_its_own_surroundings(secret: bytes, one: bytes, other: bytes) -> None:
    pairs = Pairs.new()
    sealed = sealing.seal(pairs.public()[0], secret, one)
    assert sealing.unseal(pairs.receive, sealed, one) == secret
    with pytest.raises(Broken):
        sealing.unseal(Pairs.new().receive, sealed, one)
    if one != other:
        with pytest.raises(Broken):
            sealing.unseal(pairs.receive, sealed, other)


@given(st.data())
def test_a_changed_or_missing_byte_breaks_what_was_wrapped_and_sealed(data: st.DataObject) -> None:
    pairs = Pairs.new()
    opening = {
        sealing.wrap(KEY, KEY, b""): partial(sealing.unwrap, KEY, bound=b""),
        sealing.seal(pairs.public()[0], KEY, b""): partial(sealing.unseal, pairs.receive, bound=b""),
    }
    for made, opened in opening.items():
        at, bit = data.draw(st.integers(0, len(made) - 1)), data.draw(st.integers(0, 7))
        for broken in (made[:at] + bytes([made[at] ^ 1 << bit]) + made[at + 1 :], made[:at]):
            with pytest.raises(Broken):
                opened(broken)


def test_nothing_is_wrapped_alike_twice() -> None:
    assert len({sealing.wrap(KEY, KEY, b"") for _ in range(50)}) == 50


@given(st.lists(st.binary(max_size=6), max_size=5), st.lists(st.binary(max_size=6), max_size=5))
def test_parts_of_a_mac_do_not_run_into_one_another(one: list[bytes], other: list[bytes]) -> None:
    assert sealing.same(sealing.mac(KEY, *one), sealing.mac(KEY, *other)) == (one == other)


@pytest.mark.parametrize(
    "kdf",
    [
        Kdf(FLOOR_KIB - 1), Kdf(CEILING_KIB + 1), Kdf(passes=0), Kdf(passes=17), Kdf(lanes=0), Kdf(lanes=17),
        Kdf(-1), Kdf(0, 0, 0),
    ],
)  # fmt: skip
def test_parameters_outside_the_bounds_are_not_sound(kdf: Kdf) -> None:
    assert not kdf.sound


def test_the_usual_parameters_and_the_floor_are_sound() -> None:
    assert Kdf() == Kdf(64 * MIB, 3, 4)
    assert Kdf().sound
    assert Kdf(FLOOR_KIB, 1, 1).sound


# A machine is what it costs there: seconds for a MiB and a pass.


@pytest.mark.parametrize("pace", [0.0003, 0.0008, 0.00135, 0.003, 0.006, 0.008])
def test_a_sign_in_is_brought_to_its_time_on_fast_and_slow_machines(pace: float) -> None:
    def measured(kdf: Kdf) -> float:
        return pace * math.pow(kdf.memory / MIB, 1.1) * kdf.passes  # memory costs more than in proportion

    kdf = sealing.calibrate(measure=measured)
    assert kdf.sound
    assert 0.5 <= measured(kdf) <= 0.6


@pytest.mark.parametrize(("pace", "wanted"), [(0.1, Kdf(FLOOR_KIB, 1)), (1e-9, Kdf(CEILING_KIB, 16))])
def test_a_machine_beyond_all_bounds_gets_the_bound(pace: float, wanted: Kdf) -> None:
    assert sealing.calibrate(measure=lambda kdf: pace * kdf.memory / MIB * kdf.passes) == wanted


def test_this_machine_is_measured() -> None:
    assert sealing.calibrate(target=0.2).sound
