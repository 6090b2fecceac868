"""The indicators, each declared: what it is called, what it counts, in which ledger, by which day.

All of 打 that the ledgers can answer. 防 管 控 宣 take their places in SECTIONS when their ledgers are there.
"""

from dataclasses import dataclass
from typing import Literal

from anfraud_desktop.errors import UserError
from anfraud_desktop.store.conditions import Condition

Unit = Literal["案", "人", "人次", "张", "元", "%"]

PART = "其中："  # begins the title of an indicator that is part of the whole one above it
SECTIONS = ("打", "防", "管", "控", "宣")

# Card kinds by who issues them: banks and payment companies, or telecom operators.
BANK_KINDS = ("bank", "debit", "credit", "payment", "ecny", "corporate")
LINE_KINDS = ("sim", "iot", "landline")
NONPROSECUTIONS = (
    "nonprosecution_statutory", "nonprosecution_discretionary", "nonprosecution_insufficient",
    "nonprosecution_conditional", "nonprosecution_unspecified",
)  # fmt: skip
CONVICTIONS = ("convicted_first_instance", "convicted_final", "convicted_suspended", "convicted_exempt")
JUDGMENTS = (*CONVICTIONS, "acquitted", "judgment_unspecified")
PENALTIES = ("admin_warning", "admin_fine", "admin_detention", "admin_confiscation", "fraud_law_penalty")
PUNISHMENTS = ("punishment_cat1", "punishment_cat2", "punishment_cat3")

STANDING = Condition("revoked_on", "empty", indexed=False)
BY_DECISION = "按决定日期统计，已变更撤销的不计"
ONE_PERSON = "每人计一次"


@dataclass(frozen=True)
class Indicator:
    """One figure as declared.

    `measure` is `count` (records), `sum:FIELD` (fen) or `distinct:PATH` (the different records that a path leads to);
    `date` is the path of the day that decides to which period a record belongs.
    """

    name: str
    title: str
    unit: Unit
    definition: str
    ledger: str
    date: str
    measure: str = "count"
    where: tuple[Condition, ...] = ()
    article: str = ""
    section: str = "打"

    @property
    def subject(self) -> str:
        """The path of what is counted once however often it occurs; empty where records are counted or summed."""
        kind, _, path = self.measure.partition(":")
        return path if kind == "distinct" else ""

    @property
    def is_money(self) -> bool:
        """Tell whether the figure is yuan."""
        return self.measure.startswith("sum:")


@dataclass(frozen=True)
class Ratio:
    """One indicator over another. Never given by officer or unit; nothing is said where the base is zero."""

    name: str
    title: str
    unit: Unit
    definition: str
    above: str
    below: str
    article: str = ""
    section: str = "打"

    @property
    def scale(self) -> int:
        """By what the quotient is multiplied: 100 for a percentage."""
        return 100 if self.unit == "%" else 1


Declared = Indicator | Ratio


def _filed(name: str, title: str, definition: str, *where: Condition) -> Indicator:
    return Indicator(name, title, "案", f"{definition}，按立案日期统计。", "cases", "filed_on", where=where)


def _filed_money(name: str, title: str, path: str) -> Indicator:
    definition = f"期内立案案件的{title}之和，按立案日期统计，以最新登记为准。"
    return Indicator(name, title, "元", definition, "cases", "filed_on", f"sum:{path}")


def _decided(
    name: str, title: str, *measures: str, words: str = "", of: Literal["person", "case"] = "person", article: str = ""
) -> Indicator:
    what, unit, once = _counted[of]
    return Indicator(
        name,
        title,
        unit,
        f"{words or title}的{what}，{BY_DECISION}，{once}。",
        "dispositions",
        "decided_on",
        f"distinct:involvement.{of}.id",
        (Condition("measure", "in", measures, indexed=False), STANDING),
        article,
    )


_counted: dict[str, tuple[str, Unit, str]] = {
    "person": ("人员", "人", ONE_PERSON),
    "case": ("案件", "案", "每案计一次"),
}


def _cards(name: str, title: str, date: str, kinds: tuple[str, ...] = (), words: str = "") -> Indicator:
    where = (Condition("kind", "in", kinds, indexed=False),) if kinds else ()
    what = words or "涉案卡（含账户、号码）"
    when = "按查扣日期统计" if date == "seized_on" else "按所涉案件立案日期统计，每张计一次"
    return Indicator(name, title, "张", f"{what}，{when}。", "cards", date, where=where)


_criminal = Condition("nature", "!=", "administrative", indexed=False)
_administrative = Condition("nature", "=", "administrative", indexed=False)
_with_loss = Condition("loss", ">", 0, indexed=False)
_harmed = Condition("role", "=", "victim", indexed=False)

WITHDRAWAL = "公安机关办理刑事案件程序规定第一百八十六条"
TRANSFER = "移送审查起诉"
BANK_WORDS = "银行卡、支付账户、数字人民币钱包、对公账户"
LINE_WORDS = "手机卡、物联网卡、固定电话"

INDICATORS: dict[str, Declared] = {
    item.name: item
    for item in (
        Indicator("accepted", "受理案件", "案", "受理的案件，按受理日期统计。", "cases", "accepted_on"),
        _filed("filed", "立案", "立案的案件，含刑事案件和行政案件"),
        _filed("filed_criminal", "其中：刑事", "立案的刑事案件（案件性质未填的计入）", _criminal),
        _filed("filed_administrative", "其中：行政", "立案的行政案件", _administrative),
        _filed("filed_with_loss", "其中：有损失", "损失金额大于零的立案案件", _with_loss),
        Indicator("solved", "破案", "案", "破获的案件，按破案日期统计，不论何时立案。", "cases", "solved_on"),
        Ratio(
            "solved_rate", "破案率", "%", "同期破案数除以立案数，可以超过100%；立案数为零时不计算。", "solved", "filed"
        ),
        Indicator("closed", "结案", "案", "办结的案件，按结案日期统计。", "cases", "closed_on"),
        _decided("withdrawn", "撤案", "case_withdrawn", words="撤销案件", of="case", article=WITHDRAWAL),
        Indicator(
            "captured", "抓获（到案）", "人", f"到案的涉案人员，按到案日期统计，{ONE_PERSON}。", "involvements",
            "captured_on", "distinct:person.id",
        ),
        Indicator(
            "handled", "处置人员", "人", f"有处理情况（任一种）的人员，{BY_DECISION}，{ONE_PERSON}。",
            "dispositions", "decided_on", "distinct:involvement.person.id", (STANDING,),
        ),
        Indicator(
            "decisions", "处置人次", "人次", f"各种处理情况，{BY_DECISION}，每项计一次。",
            "dispositions", "decided_on", where=(STANDING,),
        ),
        _decided("detained", "刑事拘留", "detained", article="刑事诉讼法第八十二条"),
        _decided("arrested", "逮捕", "arrested", article="刑事诉讼法第八十一条"),
        _decided("bail", "取保候审", "bail", article="刑事诉讼法第六十七条"),
        _decided("residential_surveillance", "监视居住", "residential_surveillance", article="刑事诉讼法第七十四条"),
        _decided("wanted", "上网追逃", "wanted", words="通缉、网上追逃", article="刑事诉讼法第一百五十五条"),
        _decided(
            "transferred", "移送起诉", "transferred_for_prosecution", words=TRANSFER, article="刑事诉讼法第一百六十二条"
        ),
        _decided(
            "transferred_cases", "移送起诉案件", "transferred_for_prosecution", words=TRANSFER, of="case",
            article="刑事诉讼法第一百六十二条",
        ),
        _decided("prosecuted", "提起公诉", "prosecuted", article="刑事诉讼法第一百七十六条"),
        _decided("not_prosecuted", "不起诉", *NONPROSECUTIONS, words="各种不起诉（含未注明种类）"),
        _decided("judged", "判决", *JUDGMENTS, words="一审或生效判决（含无罪和未注明内容）"),
        _decided("convicted", "其中：有罪", *CONVICTIONS, words="一审或生效的有罪判决（含缓刑、免予刑事处罚）"),
        _decided("penalised", "行政处罚", *PENALTIES, words="警告、罚款、行政拘留、没收违法所得、反诈法行政处罚"),
        _decided("admin_detained", "其中：行政拘留", "admin_detention", words="行政拘留"),
        _decided("admin_fined", "其中：罚款", "admin_fine", words="罚款"),
        _decided("punished", "惩戒", *PUNISHMENTS, words="一类、二类、三类惩戒"),
        _filed_money("amount", "涉案金额", "amount"),
        _filed_money("loss", "损失金额", "loss"),
        Ratio(
            "average_loss", "案均损失", "元", "期内立案案件的损失金额除以其中损失大于零的案件数，没有的不计算。",
            "loss", "filed_with_loss",
        ),
        _filed_money("recovered", "追赃挽损", "recovered"),
        Ratio(
            "recovered_rate", "追赃挽损率", "%", "期内立案案件的追赃挽损除以损失金额；损失为零时不计算。",
            "recovered", "loss",
        ),
        _filed_money("frozen", "冻结金额", "frozen"),
        Indicator(
            "illegal_gain", "违法所得", "元", "期内到案人员在各案中的违法所得之和，按到案日期统计。",
            "involvements", "captured_on", "sum:illegal_gain",
        ),
        Indicator(
            "people", "涉案人员", "人", f"期内立案案件的涉案人员，按案件的立案日期统计，{ONE_PERSON}。",
            "involvements", "case.filed_on", "distinct:person.id",
        ),
        Indicator(
            "victims", "受害人", "人次", "期内立案案件登记的受害人，按案件的立案日期统计，每人每案计一次。",
            "victims", "case.filed_on", where=(_harmed,),
        ),
        _cards("cards", "涉案卡登记", "cases.filed_on"),
        _cards("bank_cards", "其中：银行卡、账户", "cases.filed_on", BANK_KINDS, BANK_WORDS),
        _cards("lines", "其中：电话卡", "cases.filed_on", LINE_KINDS, LINE_WORDS),
        _cards("cards_seized", "涉案卡查扣", "seized_on"),
        _cards("bank_cards_seized", "其中：银行卡、账户", "seized_on", BANK_KINDS, BANK_WORDS),
        _cards("lines_seized", "其中：电话卡", "seized_on", LINE_KINDS, LINE_WORDS),
    )
}  # fmt: skip


def declared(name: str) -> Declared:
    """Return an indicator by its name or its full title; raises UserError that tells where to find them."""
    found = INDICATORS.get(name) or next((item for item in INDICATORS.values() if full_title(item) == name), None)
    if found is None:
        raise UserError(f"没有“{name}”这个指标，可用的指标见 report indicators。")
    return found


def counted(name: str) -> Indicator:
    """Return an indicator that has records behind it; raises UserError for a ratio, naming its two parts."""
    found = declared(name)
    if isinstance(found, Ratio):
        raise UserError(
            f"{found.title}由“{found.above}”和“{found.below}”两个指标相除得出，请分别查看这两个指标的记录。"
        )
    return found


def full_title(item: Declared) -> str:
    """Return a title that stands alone: 立案其中：刑事 is told as 立案（刑事）."""
    if not item.title.startswith(PART):
        return item.title
    whole = ""
    for other in INDICATORS.values():
        if other is item:
            break
        if isinstance(other, Indicator) and not other.title.startswith(PART):
            whole = other.title
    return f"{whole}（{item.title.removeprefix(PART)}）"
