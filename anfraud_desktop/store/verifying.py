"""Whether a case file is what its log says: every link of the chain, every row, every signature, every anchor.

What the log covers is checked in one reading transaction, so that work going on meanwhile raises no false alarm.
"""

import hmac
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import audit, references, soundness, tables
from anfraud_desktop.store.anchors import Anchor
from anfraud_desktop.store.connection import DatabaseError, of_the_file
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.logbook import KeyRing
from anfraud_desktop.store.signers import signed_text

Progress = Callable[[int, int, str], None]
STEP = 1 << 14  # entries between two words about progress
SEQ, EVENT, LEDGER, RECORD, DETAIL, ROW_HASH, MAC, CONTEXT, CHANGES = 0, 5, 6, 7, 9, 10, 11, 12, 13
TOLD = 10  # the columns of an entry that its MAC covers as text
MARKS = {"remove": True, "restore": False}
PURGED = "purge"  # a record that was lawfully deleted for good: its row is gone, its histories are emptied
EMPTIED = '{"emptied":true}'  # what stands in place of the old and new values of such a record
_WALK = (
    "SELECT seq, op, at, officer, what, event, ledger, record, batch, detail, row_hash, mac, context, changes"
    " FROM log LEFT JOIN history USING (seq) ORDER BY seq"
)
_SIGNATURES = (
    "SELECT s.seq, s.slot, s.public, s.signature, k.slot, k.since, k.closed"
    " FROM signatures s LEFT JOIN signers k USING (public) ORDER BY s.seq"
)
_canonical = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=lambda value: bytes(value).hex()
).encode  # audit.canonical, made once


@dataclass(frozen=True)
class Check:
    """One check: its key, whether all is well, a sentence; `first` is the first bad entry where one can be named."""

    name: str
    ok: bool
    detail: str
    first: int = 0


@dataclass(slots=True)
class _State:
    """What the log says of a record: how often it was written, whether it is removed, the hash of its row."""

    versions: int = 0
    removed: bool = False
    last: int = 0
    hashed: int = 0  # the entry that left the hash
    row_hash: bytes = b""
    purged: bool = False


class _Walk:
    """One pass over the log and its history: what is wrong in it, and what it says of every record."""

    def __init__(self, store: Store, wanted: Iterable[int]) -> None:
        self.keys = KeyRing(store)
        self.chain = self.history = self.birth = (0, "")  # the first bad entry of each kind
        self.head = 0
        self.macs: dict[int, bytes] = dict.fromkeys(wanted, b"")
        self.states: dict[str, dict[int, _State]] = {table: {} for table in Record.ledgers}
        self.emptied: dict[tuple[str, int], int] = {}  # the first emptied history of each record not yet purged

    def run(self, connection: Any, progress: Progress, total: int) -> None:
        """Read all entries in their order."""
        before, expected, macs = audit.FIRST, 1, self.macs
        keys = iter(self.keys.spans)
        key, until = next(keys)
        for row in connection.execute(_WALK):
            seq = row[SEQ]
            while seq > until:
                key, until = next(keys)
            if not self.chain[0]:
                self._check_link(row, key, before, expected)
            before, expected = row[MAC], seq + 1
            if not self.history[0]:
                self._check_history(row, key)
            if seq in macs:
                macs[seq] = before
            if row[EVENT] == PURGED:
                self.emptied.pop((row[LEDGER], row[RECORD]), None)
            if row[ROW_HASH] is not None or row[EVENT] in MARKS or row[EVENT] == PURGED:
                self._follow(row)
            if not seq % STEP:
                progress(seq, total, "核对日志")
        self.head = expected - 1

    def _check_link(self, row: Sequence[Any], key: bytes, before: bytes, expected: int) -> None:
        seq = row[SEQ]
        if seq > expected:
            self.chain = expected, f"第 {expected} 条至第 {seq - 1} 条不见了"
        elif seq < expected:
            self.chain = seq, f"第 {seq} 条的编号不在日志的范围内"
        elif audit.chained(key, before, row[:TOLD], row[ROW_HASH], row[CONTEXT]) != row[MAC]:
            self.chain = seq, f"第 {seq} 条与前后不衔接：它被改动、替换，或是后来插进去的"

    def _check_history(self, row: Sequence[Any], key: bytes) -> None:
        changes = row[CHANGES]
        if changes is None:
            self.history = row[SEQ], f"第 {row[SEQ]} 条的新旧内容不见了"
        elif changes == EMPTIED:
            self.emptied.setdefault((row[LEDGER], row[RECORD]), row[SEQ])
        elif not row[DETAIL].endswith(hmac.digest(key, changes.encode(), "sha256").hex() + '"}'):
            self.history = row[SEQ], f"第 {row[SEQ]} 条的新旧内容被改动"

    def _follow(self, row: Sequence[Any]) -> None:
        """Keep what an entry says of its record."""
        ledger, event, seq = self.states.get(row[LEDGER]), row[EVENT], row[SEQ]
        if ledger is None:
            return
        state = ledger.get(row[RECORD])
        if (state is None) != (event == "new") and not self.birth[0]:
            self.birth = seq, f"第 {seq} 条写的记录没有登记过，或登记了两次"
        if state is None:
            state = ledger[row[RECORD]] = _State()
        state.versions += 1
        state.last = seq
        state.removed = MARKS.get(event, state.removed)
        state.purged = event == PURGED
        if row[ROW_HASH] is not None:
            state.hashed, state.row_hash = seq, row[ROW_HASH]


def verify(store: Store, anchors: Sequence[Anchor] = (), progress: Progress = lambda *_: None) -> list[Check]:
    """Check the whole file: pages, structure, and all that the log covers (`of_log`)."""
    pages = _guarded("pages", lambda: _faults("pages", soundness.page_faults(store.connection), "处页面损坏"))
    shape = _guarded(
        "structure", lambda: _faults("structure", soundness.structure_faults(store.connection), "处结构错误")
    )
    return [pages, shape, *of_log(store, anchors, progress)]


def of_log(store: Store, anchors: Sequence[Anchor] = (), progress: Progress = lambda *_: None) -> list[Check]:
    """Check chain, histories, rows, links, signatures and anchors as they stand at one moment."""
    connection = store.connection
    try:
        connection.execute("BEGIN")
        return list(_of_log(store, anchors, progress))
    except DatabaseError as broken:
        return [Check("chain", ok=False, detail=_unreadable(broken))]
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _of_log(store: Store, anchors: Sequence[Anchor], progress: Progress) -> Iterable[Check]:
    connection = store.connection
    signatures = connection.execute(_SIGNATURES).fetchall()
    (total,) = connection.execute("SELECT ifnull(max(seq), 0) FROM log").fetchone()
    walk = _Walk(store, [*(row[SEQ] for row in signatures), *(anchor.seq for anchor in anchors)])
    walk.run(connection, progress, total)
    yield _told("chain", walk.chain, f"{walk.head:,} 条，每条都与前一条衔接")
    yield _guarded("histories", lambda: _histories(connection, walk))
    progress(0, 0, "核对台账")
    yield _guarded("rows", lambda: _rows(connection, walk))
    yield _guarded("links", lambda: _links(store))
    yield _signed(signatures, walk)
    yield _anchored(anchors, walk)


def open_window(store: Store, anchors: Sequence[Anchor] = ()) -> int:
    """Return how many entries are newer than the newest signature and anchor: what was done to them may go unseen."""
    [(head, signed)] = store.rows(
        "SELECT (SELECT ifnull(max(seq), 0) FROM log),"
        " (SELECT ifnull(max(seq), 0) FROM signatures WHERE public IN (SELECT public FROM signers))"
    )
    return max(0, int(head) - max(int(signed), *(anchor.seq for anchor in anchors), 0))


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    """Run a check; what cannot even be read is a finding."""
    try:
        return check()
    except (DatabaseError, Unavailable) as broken:
        return Check(name, ok=False, detail=_unreadable(broken))


def _unreadable(broken: Exception) -> str:
    if isinstance(broken, Unavailable) and not of_the_file(broken.__cause__):
        return f"没有核对完：{broken.message}"  # a full disk is no damage
    return f"文件有一部分读不出来（{type(broken).__name__}），没有核对完。请从备份恢复。"


def _told(name: str, bad: tuple[int, str], well: str) -> Check:
    return Check(name, not bad[1], bad[1] or well, bad[0])


def _faults(name: str, faults: Sequence[str], words: str) -> Check:
    return Check(name, not faults, f"发现 {len(faults)} {words}：{faults[0]}" if faults else "完好")


def _histories(connection: Any, walk: _Walk) -> Check:
    bad, emptied = walk.history, min(walk.emptied.values(), default=0)
    if emptied and not 0 < bad[0] < emptied:
        bad = emptied, f"第 {emptied} 条的新旧内容被清空，之后却没有彻底删除这条记录"
    extra = connection.execute(
        "SELECT min(seq) FROM history WHERE (SELECT count(*) FROM history) > (SELECT count(*) FROM log)"
        " AND seq NOT IN (SELECT seq FROM log)"
    ).fetchone()[0]
    if extra is not None and not 0 < bad[0] < extra:
        bad = extra, f"第 {extra} 条只剩新旧内容，日志里没有这一条"
    return _told("histories", bad, "新旧内容与日志一致")


def _rows(connection: Any, walk: _Walk) -> Check:
    """Compare every row with what the log says of it."""
    bad = [walk.birth] if walk.birth[0] else []
    count = 0
    for ledger in Record.ledgers.values():
        names = tables.columns(ledger)
        sql = f'SELECT id, version, removed, {tables.quoted(*names)} FROM "{ledger.table}"'
        states = walk.states[ledger.table]
        for row in connection.execute(sql):
            count += 1
            state = states.pop(row[0], None)
            if words := _row_fault(row, names, state, walk.keys):
                bad.append((state.last if state else 0, f"{ledger.title} #{row[0]} {words}"))
        bad += [(s.last, f"{ledger.title} #{at} 不见了") for at, s in states.items() if not s.purged]
    if not bad:
        return Check("rows", ok=True, detail=f"{count:,} 行与日志一致")
    first, words = min(bad, key=lambda one: one[0] or walk.head + 1)
    return Check("rows", ok=False, detail=words + (f"；共 {len(bad):,} 处" if len(bad) > 1 else ""), first=first)


def _row_fault(row: Sequence[Any], names: Sequence[str], state: _State | None, keys: KeyRing) -> str:
    if state is None or state.purged:
        return "不是经程序登记的"
    if row[1] != state.versions or row[2] != state.removed:
        return f"的版本或删除标记与日志不符，日志里最后一次是第 {state.last} 条"
    cells = {name: cell for name, cell in zip(names, row[3:], strict=True) if cell is not None}
    if hmac.digest(keys.at(state.hashed), _canonical(cells).encode(), "sha256") != state.row_hash:
        return f"在日志之外被改过，日志里最后一次写入是第 {state.hashed} 条"
    return ""


def _links(store: Store) -> Check:
    bad = next(iter(references.faults(store)), "")
    return Check("links", not bad, bad or "关联和附件与记录一致")


def _signed(signatures: Sequence[tuple[Any, ...]], walk: _Walk) -> Check:
    """Check every signature of the log's head: what was chained anew fails at the first one after it."""
    good = 0
    for row in signatures:
        if row[SEQ] > walk.head:
            lost = f"第 {row[SEQ]} 条签过名，日志却只到第 {walk.head} 条：末尾被删"
            return Check("signatures", ok=False, detail=lost, first=walk.head + 1)
        if words := _signature_fault(row, walk):
            first = min(good + 1, row[SEQ])
            between = f"；第 {first} 条至第 {row[SEQ]} 条里有被改动的" if first < row[SEQ] else ""
            return Check("signatures", ok=False, detail=f"第 {row[SEQ]} 条的签名{words}{between}", first=first)
        good = row[SEQ]
    words = f"{len(signatures):,} 个签名都相符，签到第 {good} 条" if signatures else "还没有人签名"
    return Check("signatures", ok=True, detail=words)


def _signature_fault(row: tuple[Any, ...], walk: _Walk) -> str:
    seq, slot, public, signature, known, since, closed = row
    mac = walk.macs.get(seq)
    if not mac or seq < 1:
        return "还在，但这一条已不在日志里"
    if known is None or known != slot:
        return "用的公钥没有登记，登记的签名人被删除或替换"
    if not since <= seq <= (closed if closed is not None else seq):
        return "不在签名人公钥的有效期内"
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed_text(seq, mac))
    except (InvalidSignature, ValueError):
        return "不符"
    return ""


def _anchored(anchors: Sequence[Anchor], walk: _Walk) -> Check:
    """Compare the log with what was noted outside the file: an old file put back shows here alone."""
    good = 0
    for anchor in sorted(anchors, key=lambda one: one.seq):
        if anchor.seq > walk.head:
            lost = f"本机记得日志到过第 {anchor.seq} 条，文件里只到第 {walk.head} 条：文件被换成旧的，或日志末尾被删"
            return Check("anchors", ok=False, detail=lost, first=walk.head + 1)
        if not walk.macs[anchor.seq].hex().startswith(anchor.mac):  # a printed head has its first digits alone
            words = f"第 {anchor.seq} 条与锚点不符；第 {good + 1} 条至第 {anchor.seq} 条里有被改写的"
            return Check("anchors", ok=False, detail=words, first=good + 1)
        good = anchor.seq
    return Check("anchors", ok=True, detail=f"与 {len(anchors):,} 个锚点相符" if anchors else "本机还没有锚点")
