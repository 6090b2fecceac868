"""The list of requests to banks and operators, and what is done with them: letters, answers, renewing, lifting."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from anfraud_desktop.actions import request_letters, requests
from anfraud_desktop.actions.request_letters import Form, Letter
from anfraud_desktop.actions.requests import REPLY, Outstanding, Written
from anfraud_desktop.records.requests import Request
from anfraud_desktop.rules.requests import kinds
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.fields_dialog import FieldsDialog
from anfraud_desktop.ui.lists import ListPage
from anfraud_desktop.ui.page import Host
from anfraud_desktop.ui.permitted import allow
from anfraud_desktop.ui.request_templates import template_menu
from anfraud_desktop.ui.saving import write
from anfraud_desktop.ui.views import View

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

DRAFTING = ("card", "kind", "institution", "document_number", "amount", "reason")
SENDING = ("sent_at", "document_number", "reply_due_on", "approver")
ANSWERING = ("result", "replied_on", "starts_at", "amount", "balance", "reply")
FOLLOWING = ("document_number", "amount", "major", "reason")
LIFTING = ("reason", "document_number")


class RequestsPage(ListPage):
    """All requests; what waits is counted above them and listed by a click."""

    topic = "requests"

    def __init__(self, host: Host) -> None:
        super().__init__(host, Request)
        self.look()

    def _build(self) -> None:
        super()._build()
        self.draft_button = parts.button("由卡起草", self.draft, look="view", icon="card")
        self.draft_button.setToolTip("从涉案卡带出账号、户主、案件和开户机构")
        self.send_button = parts.button("登记发出", self.send, look="view", icon="forward")
        self.answer_button = parts.button("登记回复", self.answer, look="view", icon="checkmark")
        self.renew_button = parts.button("续期", self.renew, look="view", icon="redo")
        self.lift_button = parts.button("解除", self.lift, look="view", icon="dismiss")
        self.letter_button = parts.button("生成函件", self._letter_menu, look="view", icon="pdf")
        self.letter_button.setToolTip("每个机构、每种措施一份，账户列成一张表")
        self.late_button = parts.button("", self.show_late, look="view", icon="warning")
        self.soon_button = parts.button("", self.show_soon, look="view", icon="clock")
        self.template_button = parts.tool("more", "函件模板", self._templates)
        strip = parts.frame("header")
        strip.setLayout(
            parts.row(
                self.draft_button, self.send_button, self.answer_button, self.renew_button,
                self.lift_button, self.letter_button, None, self.late_button, self.soon_button, self.template_button,
                gap=theme.XS, margins=(theme.M, 0, theme.M, 0),
            )
        )  # fmt: skip
        body: Any = self.layout()
        body.itemAt(0).layout().insertWidget(1, strip)
        self._count([])

    def _enable(self) -> None:
        super()._enable()
        number, office, edit = self.table.choice.number(), self.host.office, self.keys["edit"]
        record = self._record() if number == 1 else None
        kind = kinds().get(record.kind or "") if record else None
        on: dict[QPushButton, bool] = {
            self.send_button: number > 0,
            self.answer_button: record is not None and record.state in ("sent", "answered"),
            self.renew_button: bool(kind and kind.renewed_by and record and record.starts_at),
            self.lift_button: bool(kind and kind.lifted_by and record and record.starts_at and not record.ended_at),
            self.letter_button: number > 0,
        }
        for button, when in on.items():
            allow(button, office, edit, when=when)
        allow(self.draft_button, office, self.keys["create"])

    def _record(self) -> Request | None:
        at = self.table.current_id()
        return next(iter(self.host.office.store.page(Request, [at])), None) if at else None

    # What waits

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Read and count again."""
        super().on_changed(ledgers)
        if Request.table in ledgers:
            self.look()

    def look(self) -> None:
        """Count what waits."""
        office = self.host.office
        if not self.unseen:
            self.host.reads.start(lambda _: requests.outstanding(office), self.alive(self._count))

    def _count(self, found: Sequence[Outstanding]) -> None:
        late = [one for one in found if one.what == REPLY and one.late]
        soon = [one for one in found if one.what != REPLY and one.soon]
        self.late_button.setText(f"逾期未回复 {len(late):,}")
        self.soon_button.setText(f"临近到期 {len(soon):,}")
        self.late_button.setVisible(bool(late))
        self.soon_button.setVisible(bool(soon))
        self._soon = max((one.request.expires_at for one in soon if one.request.expires_at), default=None)

    def show_late(self) -> None:
        """List what should have been answered by now."""
        late = {"state": Request.state.show("sent"), "reply_due_on": f"<{self.host.office.today}"}
        self.show_view(View("", late, "reply_due_on"))

    def show_soon(self) -> None:
        """List the measures that have run out or are about to."""
        if self._soon:
            filters = {"state": Request.state.show("answered"), "expires_at": f"<={self._soon:%Y-%m-%d}"}
            self.show_view(View("", filters, "expires_at"))

    # What an officer does here

    def draft(self) -> None:
        """Draft a request about a card of the file."""
        office = self.host.office
        FieldsDialog(
            self, Request, DRAFTING,
            title="由涉案卡起草",
            text="账号、户主、案件和开户机构从卡上带出；卡上没有开户机构的按号码推测，请核实。",
            answer="起草",
            apply=lambda given: [requests.draft(office, {k: v for k, v in given.items() if v})],
            then=self._drafted,
        ).exec()  # fmt: skip

    def send(self) -> None:
        """Note that what is chosen has been sent."""
        ids, office = list(self.table.choice.now().ids), self.host.office
        if not ids or not self.send_button.isEnabled():
            return
        FieldsDialog(
            self, Request, SENDING,
            title=f"登记发出 {len(ids):,} 条",
            text="所填内容写入选中的每一条；不填的保持原样，要求回复日期不填的按模板里的天数。依法不能发出的会说明原因。",
            answer="登记发出",
            apply=lambda given: requests.send(office, ids, given),
            then=self._told,
            values={"sent_at": office.clock()},
        ).exec()  # fmt: skip

    def answer(self) -> None:
        """Note what the institution answered."""
        record, office = self._record(), self.host.office
        if record is None or not self.answer_button.isEnabled():
            return
        at = record.id or 0
        FieldsDialog(
            self, Request, ANSWERING,
            title="登记回复",
            text=f"{record.institution}　{Request.kind.show(record.kind)}。止付、冻结、关停由实际执行的时刻起算期限。",
            answer="登记回复",
            apply=lambda given: [requests.answer(office, at, given)],
            then=self._told,
            values={"result": "done", "replied_on": office.today}
            | {name: record.values[name] for name in ANSWERING if record.values[name] is not None},
        ).exec()  # fmt: skip

    def renew(self) -> None:
        """Draft what makes the current measure last longer."""
        record, office = self._record(), self.host.office
        if record is None or not self.renew_button.isEnabled():
            return
        at, end = record.id or 0, Request.expires_at.show(record.expires_at)
        FieldsDialog(
            self, Request, FOLLOWING,
            title=f"{Request.kind.show(kinds()[record.kind or ''].renewed_by)}：起草",
            text=f"{record.institution}　现有期限 {end} 届满，届满前没有办理的自动解除。",
            answer="起草",
            apply=lambda given: [requests.renew(office, at, {k: v for k, v in given.items() if v})],
            then=self._drafted,
            values={"amount": record.amount, "major": record.major},
        ).exec()  # fmt: skip

    def lift(self) -> None:
        """Draft what ends the current measure."""
        record, office = self._record(), self.host.office
        if record is None or not self.lift_button.isEnabled():
            return
        at = record.id or 0
        kind = Request.kind.show(kinds()[record.kind or ""].lifted_by)
        FieldsDialog(
            self, Request, LIFTING,
            title=f"{kind}：起草",
            text=f"{record.institution}　起草{kind}，发出并收到回复后原措施即告解除；期限已届满的直接登记自动解除。",
            answer=kind,
            apply=lambda given: [requests.lift(office, at, str(given.pop("reason") or ""), given)],
            then=self._drafted,
        ).exec()  # fmt: skip

    def _told(self, written: Sequence[Written]) -> None:
        warnings = [text for one in written for text in one.warnings]
        self.host.toasts.show("；".join(warnings) or f"已登记 {len(written):,} 条", "warn" if warnings else "ok")

    def _drafted(self, written: Sequence[Written]) -> None:
        self._told(written)
        if at := written[0].request.id:
            self.table.go_to(at)

    def _letter_menu(self) -> None:
        menu = QMenu(self)
        menu.addAction("PDF，用于打印盖章…").triggered.connect(lambda _checked: self.letters("pdf"))
        menu.addAction("Word，可以修改…").triggered.connect(lambda _checked: self.letters("docx"))
        menu.popup(self.letter_button.mapToGlobal(QPoint(0, self.letter_button.height())))

    def _templates(self) -> None:
        template_menu(self).popup(self.template_button.mapToGlobal(QPoint(0, self.template_button.height())))

    def letters(self, form: Form) -> None:
        """Write the letters for what is chosen into a folder, one to each institution for each kind."""
        ids, office = list(self.table.choice.now().ids), self.host.office
        folder = QFileDialog.getExistingDirectory(self, "函件写到哪个文件夹") if ids else ""
        if folder:
            self.host.tasks.start(
                lambda _: _written(office, ids, form, Path(folder)), self.alive(self._lettered), title="批量生成函件"
            )

    def _lettered(self, made: Sequence[Letter]) -> None:
        drafts = sum(letter.draft for letter in made)
        words = f"已生成 {len(made):,} 份函件" + (f"，其中 {drafts:,} 份缺文书号，印有草稿字样" if drafts else "")
        self.host.toasts.show(words, "warn" if drafts else "ok")


def _written(office: "Office", ids: Sequence[int], form: Form, folder: Path) -> list[Letter]:
    made = request_letters.letters(office, ids, form)
    for letter in made:
        write(folder / letter.name, letter.data)
    return made
