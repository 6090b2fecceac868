"""Which outcome stands for a person in a case on a day: the newest in force, and what makes it doubtful."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement

UNKNOWN = "unknown"
FIRST = "convicted_first_instance"
APPEAL_DAYS = 10  # 刑事诉讼法第二百三十条, from the day after the judgment is served
SERVICE_DAYS = 5  # 刑事诉讼法第二百零二条, when it is pronounced on a later day

_sentences = frozenset({"convicted_final", "convicted_suspended", "convicted_exempt"})
_running = frozenset({"first", "second"})  # the instance is not the last word
_ended = {"withdrawn": "case_withdrawn", "not_prosecuted": "nonprosecution_unspecified"}
_of_case = {
    "case_withdrawn": ("case_withdrawn", "investigation_ended"),
    "nonprosecution_unspecified": (
        "nonprosecution_statutory", "nonprosecution_discretionary", "nonprosecution_insufficient",
        "nonprosecution_conditional", "nonprosecution_unspecified",
    ),
}  # fmt: skip
_caught = frozenset({"in_custody", "under_control"})


@dataclass(frozen=True)
class Standing:
    """What stands: the newest disposition in force, every outcome that may be the true one, and what blocks."""

    newest: Disposition | None
    outcomes: tuple[str, ...]
    blockers: tuple[str, ...] = ()
    appeal: bool = False


def outcome_of(disposition: Disposition) -> str:
    """Return the key of a disposition in the naming table; `unknown` for one that says nothing about the outcome."""
    option = Disposition.measure.option(disposition.measure)
    outcome = option.outcome if option else ""
    if outcome in _sentences and disposition.stage in _running:
        return FIRST
    return outcome or UNKNOWN


def standing(dispositions: Sequence[Disposition], part: Involvement, case: Case, on: date) -> Standing:
    """Return what stands for a person in a case on a day.

    Undated, contradictory and future decisions all count as what they may mean; the strictest of them decides.
    """
    valid = [item for item in dispositions if item.revoked_on is None]
    if not valid:
        told = ("原有处置都已变更、撤销，没有现行的处理结果",) if dispositions else ("没有登记处理结果",)
        return Standing(None, (UNKNOWN,), told)
    dated = [item for item in valid if item.decided_on is not None and item.decided_on <= on]
    newest = max(dated, key=_age, default=None)
    same_day = [item for item in dated if newest and item.decided_on == newest.decided_on]
    loose = [item for item in valid if item not in dated]
    outcomes = [outcome_of(item) for item in (*same_day, *loose)]
    if ended := _ended_with_case(case, outcomes):
        outcomes.append(ended)
    blockers = [*_undated(loose, on), *_revoked_later(dispositions, newest), *_stale(newest, on)]
    if newest and outcome_of(newest) == "wanted" and (part.captured_on or part.custody in _caught):
        blockers.append("已到案，在逃的登记已经失效，请登记现行处置")
    named = {outcome for outcome in outcomes if outcome != UNKNOWN}
    if len(named) > 1:
        blockers.append("处理结果互相矛盾，按最严的处理，请核对")
    appeal = any(item.appeal for item in valid)
    return Standing(newest, tuple(dict.fromkeys(outcomes)), tuple(blockers), appeal)


def _age(disposition: Disposition) -> tuple[date, int]:
    return disposition.decided_on or date.min, disposition.id or 0


def _ended_with_case(case: Case, outcomes: Sequence[str]) -> str:
    """Return the outcome that the case's own state tells, where no disposition tells it too."""
    ended = _ended.get(case.status or "", "")
    return ended if ended and not set(outcomes) & set(_of_case[ended]) else ""


def _undated(loose: Sequence[Disposition], on: date) -> list[str]:
    if any(item.decided_on is None for item in loose):
        return ["处置没有决定日期，无法确定哪一项是最新的，请补填"]
    return [f"处置的决定日期 {loose[0].decided_on} 晚于 {on}，请核对"] if loose else []


def _revoked_later(dispositions: Sequence[Disposition], newest: Disposition | None) -> list[str]:
    """Point out a revocation after the newest decision: what came in the revoked one's place is not known."""
    last = max((item.revoked_on for item in dispositions if item.revoked_on), default=None)
    if last and newest and newest.decided_on and last > newest.decided_on:
        return [f"较新的处置已于 {last} 变更、撤销，请登记现行处置"]
    return []


def _stale(newest: Disposition | None, on: date) -> list[str]:
    """Point out a first judgment whose time for appeal is over, or that is under appeal: it is no outcome by itself."""
    if newest is None or newest.decided_on is None or outcome_of(newest) != FIRST:
        return []
    if newest.appeal:
        return ["一审判决已上诉、抗诉，结果未定"]
    if on > newest.decided_on + timedelta(days=APPEAL_DAYS + SERVICE_DAYS):
        return ["一审判决的上诉期已过，请登记生效判决或上诉情况"]
    return []
