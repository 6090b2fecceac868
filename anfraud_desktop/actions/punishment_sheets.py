"""The sheet that reports somebody for 联合惩戒, from the facts of the file; logged with its recipient."""

import hashlib
from typing import Literal

from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import owns
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.actions.punishments import Facts, facts
from anfraud_desktop.documents.punishment_sheets import FactLine, PunishmentSheet, sheet_docx, sheet_pdf
from anfraud_desktop.errors import Refused
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.punishments import Punishment
from anfraud_desktop.rules.deadlines import limit_of
from anfraud_desktop.rules.punishments import basis
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.store.audit import Entry

Form = Literal["pdf", "docx"]
SHOWN = ("name", "sex", "id_type", "id_number", "born_on", "registered_address", "address", "phone")


def sheet(office: Office, person_id: int, form: Form = "pdf") -> bytes:
    """Return the sheet and log it; raises Refused where the facts do not reach, or no unit is registered."""
    found = facts(office, person_id)
    key = ledger_operation(Punishment.table, "create")
    permit(office, key, own=lambda: owns(office, found.person), about=(Person.table, person_id))
    paper = paper_of(office, found)
    data = sheet_docx(paper) if form == "docx" else sheet_pdf(paper, bundled=office.settings.bundled_fonts)
    told = {"form": form, "to": paper.to, "sha256": hashlib.sha256(data).hexdigest()}
    with office.change("打印惩戒报送表" if form == "pdf" else "导出惩戒报送表") as change:
        change.entries.append(Entry("print", Person.table, person_id, told))
    return data


def paper_of(office: Office, found: Facts) -> PunishmentSheet:
    """Return the words of the sheet; raises Refused as `sheet` does."""
    category, unit = found.finding.category, office.unit
    if category is None:
        raise Refused("现有事实没有达到报送条件，没有生成报送表。", basis())
    if unit is None:
        raise Refused("没有登记单位，报送表无法落款。没有生成报送表。")
    person, limit = found.person, limit_of(category.limit)
    about = [(Person.fields[name].label, Person.fields[name].paper(person.values[name])) for name in SHOWN]
    return PunishmentSheet(
        unit=f"{unit.bureau or ''}{unit.name or ''}",
        to="设区的市级以上公安机关" if found.finding.crimes else category.organ,
        about=tuple((label, text) for label, text in about if text),
        facts=tuple(
            FactLine(
                one.fact.on.isoformat() if one.fact.on else "不详",
                one.words,
                one.card,
                one.case,
                one.source,
                one.left_out,
            )
            for one in found.told
        ),
        result=found.result,
        reasons=found.finding.reasons,
        basis=category.article,
        period=f"{limit.length}，届满自动解除",
        cautions=found.cautions,
        dated=office.today,
    )
