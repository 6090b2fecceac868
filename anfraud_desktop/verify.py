"""Checks an exported log without the program: `python -m anfraud_desktop.verify EXPORT [--anchor FILE] [--key PRINT]`.

Standard library and cryptography alone; this file can be handed over and run by itself. An export is a text of JSON
lines in UTF-8: a header, one entry a line, a trailer. Every line is canonical JSON (keys in order, no spaces). Each
entry holds `hash`, SHA-256 over the hash before it (the header's own SHA-256 at first) and its line without `hash`.
The trailer holds the last hash, the log's own MACs' signatures, and an Ed25519 signature of whoever exported it.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VERSION = 1
# what a signature is for, so that none stands for another
EXPORT, ANCHOR = b"anfraud log export\x1f", b"anfraud log anchor\x1f"
HEAD = b"anfraud log head\x1f"


class Fault(Exception):
    """What is wrong, and from which entry on (0 where none can be named)."""

    def __init__(self, sentence: str, first: int = 0) -> None:
        super().__init__(sentence)
        self.first = first


@dataclass
class Export:
    """What was read of an export: its header and trailer, the MAC of every entry, the last hash."""

    header: dict[str, Any]
    first: int
    head: bytes
    macs: list[str] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The newest entry's number; one below the first where there is none."""
        return self.first + len(self.macs) - 1

    def mac(self, seq: int) -> str:
        """Return an entry's MAC; empty where it is not here."""
        return self.macs[seq - self.first] if self.first <= seq <= self.last else ""


def canonical(value: Mapping[str, Any]) -> str:
    """Spell plain values as JSON in one way only."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def linked(before: bytes, entry: str) -> bytes:
    """Return an entry's hash: over the one before it and its canonical JSON."""
    return hashlib.sha256(before + entry.encode()).digest()


def fingerprint(public: str) -> str:
    """Return a public key (hexadecimal) as it stands on a signed form."""
    digits = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def verify(path: Path, anchor: Path | None = None, key: str = "") -> list[str]:
    """Check an export and return what is well in sentences; raises Fault with the first thing that is not.

    `key` is the exporter's fingerprint as it stands on the signed form: without it, whoever changes the whole export
    and signs it with a key of their own is told only by the fingerprint that is printed.
    """
    export, trailer = _read(path)
    signer = _check_trailer(export, trailer)
    own = fingerprint(signer["public"])
    if key and "".join(key.split()).lower() != "".join(own.split()):
        raise Fault(f"导出人的公钥指纹是 {own}，不是给出的那一个：别人导出的，或整份日志被换过", export.first)
    signed = _check_signatures(export, trailer)
    words = [
        f"第 {export.first} 条至第 {export.last} 条，共 {len(export.macs):,} 条，前后衔接，没有改动",
        f"导出人 {signer['name']} 的签名相符，公钥指纹 {fingerprint(signer['public'])}（请与签字表核对）",
        f"日志里的 {signed:,} 个签名都相符",
    ]
    return [*words, _compared(export, anchor)] if anchor else words


def _read(path: Path) -> tuple[Export, dict[str, Any]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        lines = (line.rstrip("\r\n") for line in file)
        first = next(lines, "")
        header = _parsed(first, "第一行")
        if "anfraud_log" not in header:
            raise Fault("这不是本程序导出的日志")
        if header["anfraud_log"] != VERSION:
            raise Fault("这份日志由更新版本的程序导出，请用那个版本的核对程序")
        export = Export(header, int(header["from"]), hashlib.sha256(first.encode()).digest())
        for line in lines:
            given = _parsed(line, f"第 {export.last} 条之后的一行")
            if "trailer" in given:
                _end(lines)
                return export, given
            _take(export, line, given, lines)
    raise Fault(f"日志在第 {export.last} 条之后被截断，结尾不见了", export.last + 1)


def _parsed(line: str, where: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Fault(f"{where}读不出来：文件被截断或改动")
    return given


def _take(export: Export, line: str, entry: dict[str, Any], rest: Iterator[str]) -> None:
    """Check one entry against what stands before it."""
    seq, expected = entry.get("seq"), export.last + 1
    if seq != expected:
        raise _out_of_place(seq, expected, rest)
    told = canonical({name: value for name, value in entry.items() if name != "hash"})
    head = linked(export.head, told)
    if entry.get("hash") != head.hex() or line != canonical(entry):
        raise Fault(f"第 {seq} 条被改动，或它前面的一条被改动", expected)
    export.head = head
    export.macs.append(str(entry.get("mac")))


def _out_of_place(seq: object, expected: int, rest: Iterator[str]) -> Fault:
    if not isinstance(seq, int):
        return Fault(f"第 {expected} 条处的编号不是数字：被改动", expected)
    if seq < expected:
        return Fault(f"第 {seq} 条重复出现：有一条是插进来的", seq)
    later = any(f'"seq":{expected},' in line or f'"seq":{expected}}}' in line for line in rest)
    if later:
        return Fault(f"第 {expected} 条不在原来的位置：条目的次序被调换", expected)
    return Fault(f"第 {expected} 条至第 {seq - 1} 条被删除", expected)


def _end(lines: Iterator[str]) -> None:
    if any(line.strip() for line in lines):
        raise Fault("结尾之后又添了内容")


def _check_trailer(export: Export, given: dict[str, Any]) -> dict[str, Any]:
    """Check who signed the export, and that it ends where it did then; return the signer."""
    trailer = given["trailer"]
    try:
        _checked(trailer["public"], given["signature"], EXPORT + canonical(trailer).encode())
    except (InvalidSignature, ValueError, KeyError, TypeError):
        raise Fault("导出人的签名不符：结尾被改动，或整份日志被重新编过") from None
    if export.last < trailer["to"]:
        raise Fault(f"第 {export.last + 1} 条至第 {trailer['to']} 条被删除，日志末尾被截断", export.last + 1)
    if export.last > trailer["to"]:
        raise Fault(f"第 {trailer['to'] + 1} 条起是后来添上的", trailer["to"] + 1)
    if export.head.hex() != trailer["hash"]:
        raise Fault("每一条都前后衔接，但与导出时签名的不同：整份日志被重新编过", export.first)
    for signer in export.header["signers"]:
        if signer["public"] == trailer["public"] and signer["closed"] is None:
            return dict(signer)
    raise Fault("导出人的公钥不在登记的签名人里，不能确认是谁导出的")


def _checked(public: str, signature: str, text: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), text)


def _check_signatures(export: Export, given: dict[str, Any]) -> int:
    """Check every signature that the log itself holds: they fail where it was chained anew before the export."""
    known = {signer["public"]: signer for signer in export.header["signers"]}
    good, count = export.first - 1, 0
    for one in given["trailer"]["signatures"]:
        seq = int(one["seq"])
        signer = known.get(one["public"])
        if signer is None or not signer["since"] <= seq <= (seq if signer["closed"] is None else signer["closed"]):
            raise Fault(f"第 {seq} 条的签名用了没有登记或已停用的公钥", good + 1)
        try:
            _checked(one["public"], one["signature"], HEAD + seq.to_bytes(8, "big") + bytes.fromhex(export.mac(seq)))
        except (InvalidSignature, ValueError):
            words = f"第 {seq} 条的签名不符：第 {good + 1} 条至第 {seq} 条里有被改动的，日志在导出之前就被重新编过"
            raise Fault(words, good + 1) from None
        good, count = seq, count + 1
    return count


def read_anchor(path: Path) -> dict[str, Any]:
    """Return an anchor file's content; raises Fault where it is none, or its signature does not fit."""
    try:
        anchor = _parsed(path.read_text(encoding="utf-8"), "锚点文件")
        told = {name: value for name, value in anchor.items() if name != "signature"}
        _checked(anchor["public"], anchor["signature"], ANCHOR + canonical(told).encode())
        if anchor["anfraud_anchor"] == VERSION:
            return anchor | {"seq": int(anchor["seq"]), "mac": str(anchor["mac"])}
    except (InvalidSignature, ValueError, KeyError, TypeError):
        pass
    raise Fault("锚点文件被改动，或不是锚点文件")


def _compared(export: Export, path: Path) -> str:
    """Compare with an anchor that was kept elsewhere."""
    anchor = read_anchor(path)
    seq = anchor["seq"]
    if anchor["vault"] != export.header["vault"]:
        raise Fault("锚点属于另一个案件文件，不能比较")
    if anchor["public"] not in {signer["public"] for signer in export.header["signers"]}:
        raise Fault("锚点的签名人不在这份日志登记的签名人里，不能比较")
    if seq > export.last:
        words = f"锚点记到第 {seq} 条，这份日志只到第 {export.last} 条：它在做锚点之前导出，或末尾被删"
        raise Fault(words, export.last + 1)
    if seq < export.first:
        raise Fault(f"锚点记的是第 {seq} 条，这份日志从第 {export.first} 条开始，不能比较")
    if export.mac(seq) != anchor["mac"]:
        raise Fault(f"第 {seq} 条与锚点不符：第 {seq} 条或更早的内容在做锚点之后被改写", export.first)
    return f"与锚点相符：第 {seq} 条（{anchor['at']}，公钥指纹 {fingerprint(anchor['public'])}）"


def main(argv: list[str] | None = None) -> int:
    """Check a file and say so; return 0 where all is well, else 1."""
    parser = argparse.ArgumentParser("python -m anfraud_desktop.verify", description="核对导出的日志")
    parser.add_argument("export", metavar="EXPORT", type=Path, help="导出的日志")
    parser.add_argument("--anchor", metavar="FILE", type=Path, help="另外保存的锚点文件")
    parser.add_argument("--key", metavar="FINGERPRINT", default="", help="导出人的公钥指纹，见签字表")
    given = parser.parse_args(argv)
    try:
        words = verify(given.export, given.anchor, given.key)
    except Fault as fault:
        print(f"不符：{fault}。", *([f"最早从第 {fault.first} 条起。"] if fault.first else []), sep="\n")
        return 1
    except UnicodeDecodeError:
        print("不符：文件读不出来：被截断或改动。")
        return 1
    except (KeyError, TypeError, ValueError, AttributeError):
        print("不符：文件的写法不对：被改动，或不是导出的日志。")
        return 1
    except OSError:
        print("文件打不开，请检查路径。")
        return 1
    print(*(f"{line}。" for line in ["相符", *words]), sep="\n")
    return 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
