"""Made-up people, cases, cards and dispositions in any number, the same for the same seed: to try out and measure.

Nobody real is in it: identity numbers carry the prefix 420900, phones 1990000xxxx, cards a bank's prefix with zeros
and a serial. Every number has its right check digit, every document number the word that fits its outcome.
"""

import random
import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count, islice

from stdnum import luhn
from stdnum.cn import ric

from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.victims import Victim
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.conditions import Tally

FIRST_BORN, BORN_DAYS = date(1960, 1, 1), 17_000
STATIONS = 16
MOST_CARDS = 3
CHUNK = 2000  # parts in one change
CASE_SERIALS = 9999
CARD_SERIALS = 10**8  # behind those of the bundled ledger
FIRST_STATION = 41  # behind the codes of the bundled ledger

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红建国志文斌鹏飞宇浩凯欣雪梅琳婷慧颖佳怡晨曦俊峰波辉宁"
    "安康永福春秋荣海山林森泉清源德仁义信诚思远立新正光启航博雅"
)
BANKS = (
    ("621226", 19, "中国工商银行"),
    ("622848", 19, "中国农业银行"),
    ("621660", 19, "中国银行"),
    ("621700", 19, "中国建设银行"),
)
ROLES = ("card_owner", "card_dealer", "launderer", "withdrawer", "promoter", "caller", "goip", "data_dealer")
OFFENCES = ("C287B2", "C266", "C312", "C287B1", "C253B1")
FRAUD_TYPES = ("01", "02", "03", "04", "05", "06", "07", "08")

# measure, its share, the document number's pattern
_measures = (
    ("detained", 26, "安公({station})拘字〔{year}〕{serial}号"),
    ("arrested", 10, "安公({station})捕字〔{year}〕{serial}号"),
    ("bail", 14, "安公({station})取保字〔{year}〕{serial}号"),
    ("transferred_for_prosecution", 10, "安公({station})诉字〔{year}〕{serial}号"),
    ("prosecuted", 5, "安检刑诉〔{year}〕{serial}号"),
    ("convicted_final", 6, "（{year}）鄂0982刑初{serial}号"),
    ("convicted_suspended", 4, "（{year}）鄂0982刑初{serial}号"),
    ("nonprosecution_discretionary", 4, "安检刑不诉〔{year}〕{serial}号"),
    ("case_withdrawn", 2, "安公({station})撤案字〔{year}〕{serial}号"),
    ("admin_detention", 12, "安公({station})行罚决字〔{year}〕{serial}号"),
    ("admin_fine", 7, "安公({station})行罚决字〔{year}〕{serial}号"),
)
_townships = (
    "府城街道", "南城街道", "赵棚镇", "李店镇", "巡店镇", "棠棣镇", "雷公镇", "王义贞镇", "烟店镇", "孛畈镇", "洑水镇",
    "陈店乡", "辛榨乡", "木梓乡", "接官乡", "开发区",
)  # fmt: skip


@dataclass
class Bundle:
    """A case with the people in it and what belongs to each; ids are not given yet."""

    case: Case
    people: list[Person]
    parts: list[Involvement]
    dispositions: list[Disposition]
    cards: list[list[Card]]
    victim: Victim


def identity_number(at: int) -> str:
    """Return the made-up identity number of a serial, each another; odd serials of a day are men's."""
    born = FIRST_BORN + timedelta(days=at * 7919 % BORN_DAYS)
    body = f"420900{born:%Y%m%d}{at // BORN_DAYS % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def card_number(at: int) -> tuple[str, str]:
    """Return the made-up card number of a serial, each another, and its bank."""
    prefix, length, bank = BANKS[at % len(BANKS)]
    body = prefix + str(CARD_SERIALS + at).zfill(length - 1 - len(prefix))
    return body + luhn.calc_check_digit(body), bank


def bundles(people: int, seed: int, until: date, taken: Container[str] = ()) -> Iterator[Bundle]:
    """Yield cases until so many people are in them, none with a taken identity number; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  made-up data, no secret
    free = (serial for serial in count() if identity_number(serial) not in taken)
    left = people
    while left:
        serials = list(islice(free, min(chance.choice((1, 1, 2, 3)), left)))
        yield _bundle(chance, serials, until)
        left -= len(serials)


def _bundle(chance: random.Random, serials: list[int], until: date) -> Bundle:
    filed = until - timedelta(days=chance.randrange(730))
    at = serials[0]
    station, (wrapped, serial) = at % STATIONS, divmod(at // STATIONS, CASE_SERIALS)
    number = f"A420982{station + FIRST_STATION:02d}{wrapped:04d}{filed:%Y%m}{serial + 1:04d}"
    amount = Decimal(chance.randrange(100_000, 900_000_000)) / 100
    case = Case({
        "number": number, "name": f"{chance.choice(SURNAMES)}某被诈骗案", "nature": "criminal",
        "offence": chance.choice(OFFENCES), "fraud_type": chance.choice(FRAUD_TYPES), "filed_on": filed,
        "accepted_on": filed - timedelta(days=chance.randrange(3)), "unit": f"{_station(station)}派出所",
        "lead_officer": _name(chance), "act_from": filed - timedelta(days=60 + chance.randrange(200)),
        "act_to": filed - timedelta(days=20), "amount": amount, "loss": amount, "status": "filed",
    })  # fmt: skip
    people = [_person(chance, serial, _townships[station]) for serial in serials]
    parts = [_part(chance, filed, until) for _ in serials]
    dispositions = [_disposition(chance, serial, filed, until, _station(station)) for serial in serials]
    cards = [_cards(chance, serial, filed) for serial in serials]
    victim = Victim({"role": "victim", "name": _name(chance), "phone": _phone(at), "loss": amount,
                     "fraud_type": case.fraud_type})  # fmt: skip
    return Bundle(case, people, parts, dispositions, cards, victim)


def _station(at: int) -> str:
    return re.sub("街道|镇|乡", "", _townships[at])


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))


def _phone(at: int) -> str:
    return f"1990000{at % 10_000:04d}"


def _person(chance: random.Random, serial: int, township: str) -> Person:
    number = identity_number(serial)
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return Person({
        "name": _name(chance), "id_type": "111", "id_number": number, "sex": "1" if int(number[16]) % 2 else "2",
        "born_on": born, "registered_address": f"湖北省安陆市{township}", "phone": _phone(serial),
    })  # fmt: skip


def _part(chance: random.Random, filed: date, until: date) -> Involvement:
    caught = min(filed + timedelta(days=chance.randrange(20)), until)
    return Involvement({
        "roles": (chance.choice(ROLES),), "acted_on": filed - timedelta(days=10 + chance.randrange(90)),
        "captured_on": caught, "illegal_gain": Decimal(chance.randrange(20_000, 5_000_000)) / 100,
    })  # fmt: skip


def _disposition(chance: random.Random, serial: int, filed: date, until: date, station: str) -> Disposition:
    measure, _, pattern = chance.choices(_measures, [share for _, share, _ in _measures])[0]
    decided = min(filed + timedelta(days=1 + chance.randrange(60)), until)
    number = pattern.format(station=station, year=decided.year, serial=serial % 999_999 + 1)
    return Disposition({"measure": measure, "decided_on": decided, "document_number": number})


def _cards(chance: random.Random, serial: int, filed: date) -> list[Card]:
    return [_card(chance, serial * MOST_CARDS + at, filed) for at in range(chance.choice((1, 1, 1, 2, MOST_CARDS)))]


def _card(chance: random.Random, at: int, filed: date) -> Card:
    number, bank = card_number(at)
    return Card({"kind": "debit", "number": number, "institution": bank, "level": "1",
                 "opened_on": filed - timedelta(days=200 + chance.randrange(1000))})  # fmt: skip


def fill(
    office: Office, people: int, seed: int, *, progress: Callable[[int, int, str], None] | None = None
) -> dict[str, int]:
    """Write so many made-up people with their cases and all that belongs to them; return the records by ledger.

    Identity numbers that are taken already are passed over, so that a file may be filled more than once.
    """
    counted: dict[str, int] = {}
    store = office.store
    taken = frozenset(store.breakdown(Tally("people"), "id_number"))
    waiting: list[Bundle] = []
    done = 0
    with store.bulk():
        for bundle in bundles(people, seed, office.today, taken):
            waiting.append(bundle)
            if sum(len(item.people) for item in waiting) < CHUNK:
                continue
            done += _write(office, waiting, counted)
            waiting = []
            if progress:
                progress(done, people, "生成")
        _write(office, waiting, counted)
    return counted


def _write(office: Office, waiting: list[Bundle], counted: dict[str, int]) -> int:
    with office.change("写入虚构数据") as change:
        cases = change.add([bundle.case for bundle in waiting])
        people = change.add([person for bundle in waiting for person in bundle.people])
        parts, dispositions, cards, victims = _joined(waiting, cases, people)
        for disposition, part in zip(dispositions, change.add(parts), strict=True):
            disposition.values["involvement"] = part
        for made in (dispositions, cards, victims):
            change.add(made)
    numbers = {"cases": len(cases), "people": len(people), "involvements": len(parts)}
    numbers |= {"dispositions": len(dispositions), "cards": len(cards), "victims": len(victims)}
    for ledger, number in numbers.items():
        counted[ledger] = counted.get(ledger, 0) + number
    return len(people)


def _joined(
    waiting: list[Bundle], cases: list[int], people: list[int]
) -> tuple[list[Record], list[Record], list[Record], list[Record]]:
    """Tie what was made to the ids that its case and people got."""
    parts: list[Record] = []
    dispositions: list[Record] = []
    cards: list[Record] = []
    victims: list[Record] = []
    ids = iter(people)
    for bundle, case in zip(waiting, cases, strict=True):
        victims.append(bundle.victim.but(case=case))
        for part, own_cards in zip(bundle.parts, bundle.cards, strict=True):
            person = next(ids)
            parts.append(part.but(person=person, case=case))
            cards += [card.but(holder=person, cases=(case,)) for card in own_cards]
        dispositions += bundle.dispositions
    return parts, dispositions, cards, victims
