"""Whether an officer may do something: the one gate before every action, and the words that say why not.

Every action asks here first; the window asks the same questions to enable its buttons. What is refused is logged.
"""

from collections.abc import Callable

from anfraud_desktop.actions.office import ROLES, Office
from anfraud_desktop.errors import Invalid, Refused
from anfraud_desktop.rules.rights import Operation, Right, operations
from anfraud_desktop.store import accounts
from anfraud_desktop.store.audit import Entry

PAIR = frozenset({"administrator", "supervisor"})


def permit(  # noqa: PLR0913  who, what, and on whose record
    office: Office,
    key: str,
    *,
    own: Callable[[], bool] | None = None,
    draft: Callable[[], bool] | None = None,
    reason: str | None = None,
    about: tuple[str, int] = ("", 0),
) -> Right:
    """Let an operation of the matrix pass, or raise Refused; return the right, whose terms the caller keeps.

    `own` and `draft` are asked only where the role's cell needs them; None says that the question does not arise, as
    for a record that is only now being made. `reason` is what was typed, None where the action asks for none of its
    own. `about` names the ledger and record for the log.
    """
    operation = operations()[key]
    right = operation.right(_role(office))
    words = _against(office, operation, right, own, draft)
    if words:
        _log_denied(office, operation, about)
        raise Refused(f"{words}没有做任何改动。", "权限表第" + str(operation.number) + "项")
    if right.asks("reason") and reason is not None and not reason.strip():
        raise Invalid({"reason": f"{operation.title}须写明原因，原因记入日志"}, {"reason": "原因"})
    return right


def right_of(office: Office, key: str) -> Right:
    """Return what the officer's role may do with an operation, without asking for leave; empty where nothing."""
    return operations()[key].right(_role(office))


def why_not(office: Office, key: str) -> str:
    """Say why an officer's role cannot do an operation at all; empty where it can, on whatever terms."""
    operation = operations()[key]
    return "" if operation.right(_role(office)) else _denied(office, operation)


def needs_second(office: Office, key: str) -> bool:
    """Tell whether an operation needs a second person's password."""
    return operations()[key].right(_role(office)).asks("second")


def asks_reason(office: Office, key: str) -> bool:
    """Tell whether an operation asks the officer for a reason."""
    return operations()[key].right(_role(office)).asks("reason")


def may_second(key: str, role: str, second_role: str) -> str:
    """Say why a person of one role cannot be second to one of the other; empty where they can."""
    operation = operations()[key]
    if operation.pair and {role, second_role} != PAIR:
        return f"“{operation.title}”要由管理员和审核人两人共同确认。"
    if not operation.right(second_role):
        return f"{ROLES.get(second_role, '对方')}没有“{operation.title}”的权限，请换一位同事确认。"
    return ""


def _role(office: Office) -> str:
    """Return the role as it stands in the file now: a change of it takes effect at once."""
    if office.signer is None:
        return office.role
    return accounts.role_of(office.store, office.signer.slot) or ""


def _against(
    office: Office,
    operation: Operation,
    right: Right,
    own: Callable[[], bool] | None,
    draft: Callable[[], bool] | None,
) -> str:
    if not right:
        return _denied(office, operation)
    if right.asks("own") and own is not None and not own():
        return f"“{operation.title}”只限本人登记或主办、协办的案件。"
    if right.asks("draft") and draft is not None and not draft():
        return f"“{operation.title}”只限尚未写入通告的内容。"
    if right.asks("second"):
        return _second(office, operation)
    return ""


def _denied(office: Office, operation: Operation) -> str:
    role = ROLES.get(_role(office))
    return f"{role}没有“{operation.title}”的权限。" if role else f"账户已停用或未登录，不能“{operation.title}”。"


def _second(office: Office, operation: Operation) -> str:
    second = office.second
    if second is None:
        return f"“{operation.title}”需要第二人当场输入密码确认。"
    if second.slot == (office.signer.slot if office.signer else "") or second.name == office.officer:
        return "第二人不能是本人。"
    return may_second(operation.key, _role(office), second.role)


def _log_denied(office: Office, operation: Operation, about: tuple[str, int]) -> None:
    if office.store.read_only:
        return
    with office.change(f"拒绝：{operation.title}") as change:
        change.entries.append(Entry("denied", *about, {"operation": operation.key}))
