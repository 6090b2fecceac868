"""Taking a plan in as one batch."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from anfraud_desktop.exchange.drafts import PLACEHOLDER, Draft
from anfraud_desktop.exchange.plans import Plan, Progress, wanted
from anfraud_desktop.store import batches
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store

if TYPE_CHECKING:
    from anfraud_desktop.schema.record import Record


def take_in(
    store: Store,
    plan: Plan,
    by: str,
    progress: Progress = lambda _done, _total, _words: None,
    watched: Callable[[Change], AbstractContextManager[None]] = lambda _change: nullcontext(),
) -> int:
    """Write all accepted records of a plan in one transaction; return the batch's number.

    `watched` stands around the writing: what it adds to the change is logged with it.
    """
    with store.bulk():
        batch = batches.next_batch(store)
        with store.change("导入台账", by=by, batch=batch) as change:
            batches.open_batch(change, plan.book.name, plan.book.sha256)
            _remember(change, plan)
            with watched(change):
                _write(change, plan, progress)
    return batch


def _remember(change: Change, plan: Plan) -> None:
    for layout in plan.layouts:
        said = {c.heading: f"{c.ledger}.{c.field}" if c.ledger else "" for c in layout.columns if c.how == "given"}
        if said:
            batches.remember_columns(change, layout.signature, said)


def _write(change: Change, plan: Plan, progress: Progress) -> None:
    written: dict[Draft, int] = {}
    by_ledger: dict[type[Record], list[Draft]] = {}
    for draft in plan.drafts:
        if not draft.refused:
            by_ledger.setdefault(draft.ledger, []).append(draft)
    total = sum(map(len, by_ledger.values()))
    for ledger, drafts in by_ledger.items():
        progress(len(written), total, f"写入{ledger.title}")
        new: list[tuple[Draft, Record]] = []
        for draft in drafts:
            _settle_links(draft, written)
            if draft.before is None:
                new.append((draft, ledger(draft.values)))
                continue
            if draft.state == "changed":
                change.save(wanted(draft, draft.before))
            written[draft] = draft.before.id or PLACEHOLDER
        ids = change.add([record for _, record in new])
        written.update((draft, at) for (draft, _), at in zip(new, ids, strict=True))


def _settle_links(draft: Draft, written: dict[Draft, int]) -> None:
    for name, other in draft.links.items():
        draft.values[name] = written[other]
    for name, others in draft.side.items():
        ids = (*(draft.values[name] or ()), *(written[other] for other in others))
        draft.values[name] = tuple(dict.fromkeys(ids)) or None
    draft.side = {}
