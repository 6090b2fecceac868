"""Finding in a file of 100,000 people with more cards and their cases, one line for each kind of query."""

import random
from collections.abc import Iterator
from functools import partial

from anfraud_desktop.actions import made_up, records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.readings import readings
from anfraud_desktop.ui import results
from tests.bench.case_files import kept
from tests.bench.rows import Row, p95, seconds

PEOPLE = LEAST_CARDS = 100_000
LEAST_CASES = 50_000
FILE = "search-2"  # another number when the file holds something else, or its index takes another form
QUERIES = 100  # of each kind
SAMPLE = 10  # of each kind, for the window
BAR = 10.0  # milliseconds
LONGEST = 6  # Chinese characters

COMMON = (
    "安陆", "街道", "湖北省", "银行", "帮信", "中国", "工商银行", "派出所", "诈骗案", "被诈骗", "府城", "湖北省安陆市",
    "安陆市府城街道", "中国建设银行", "某被诈骗案", "王", "李", "安", "市", "省", "安陆 王", "湖北省 李", "银行 6212",
)  # fmt: skip
MISSES = (
    "不存在", "龘", "北京市", "府城街道府城", "安陆安", "行银国中", "zzzz", "qvx", "9999999", "31415926535",
    "王不存在", "安陆市湖北省", "某某被诈骗案", "国中", "4209004209", "王 不存在",
)  # fmt: skip


def bench() -> list[Row]:
    """Ask queries of each kind, each once, through what `find` calls."""
    store = kept(FILE, fill)
    office = Office(store, "王警官", "investigator")
    check(store)
    rows: list[Row] = []
    asked: list[str] = []
    for kind, queries in Asked(store).kinds().items():
        times = [seconds(partial(records.find, office, query)) * 1000 for query in queries]
        rows.append(Row.limit(f"search: {kind}", p95(times), "ms", BAR))
        asked += random.Random(1).sample(queries, SAMPLE)  # noqa: S311  a choice of queries, no secret
    times = [seconds(partial(results.found, office, query)) * 1000 for query in asked]
    store.close()
    return [*rows, Row.limit("search: some of each, as the window shows them", p95(times), "ms", BAR)]


def fill(store: Store) -> None:
    """Write the people with all that belongs to them."""
    made_up.fill(Office(store, "王警官", "investigator"), PEOPLE, 11)


def check(store: Store) -> None:
    """Make sure that the file is as large as the bar says."""
    least = {Person: PEOPLE, Card: LEAST_CARDS, Case: LEAST_CASES}
    assert all(store.count(ledger) >= number for ledger, number in least.items())


class Asked:
    """Queries as officers type them, out of records that are in the file."""

    def __init__(self, store: Store) -> None:
        self.chance = random.Random(5)  # noqa: S311  a choice of queries, no secret
        self.people, self.cards, self.cases = (self.some(store, ledger) for ledger in (Person, Card, Case))

    def some(self, store: Store, ledger: type[Record]) -> list[Record]:
        """Return as many records as queries are asked, from all parts of the file."""
        return store.page(ledger, self.chance.sample(store.ids(ledger).tolist(), QUERIES))

    def kinds(self) -> dict[str, list[str]]:
        """Return the queries by their kind."""
        numbers, names = list(self.numbers()), [str(person.values["name"]) for person in self.people]
        read = [readings(name)[0] for name in names]
        return {
            **{f"{length} Chinese characters": self.runs(self.words(), length) for length in range(1, LONGEST + 1)},
            "names": names,
            "the commonest words": list(COMMON),
            "first letters of a name": ["".join(s[0] for s in syllables) for syllables in read],
            "one letter": [chr(ord("a") + at) for at in range(26)],
            "a surname in pinyin": [syllables[0] for syllables in read],
            "a name in pinyin": ["".join(syllables) for syllables in read],
            "last three of a number": [number[-3:] for number in numbers],
            "last four of a number": [number[-4:] for number in numbers],
            "three in the middle of a number": self.runs(numbers, 3),
            "four in the middle of a number": self.runs(numbers, 4),
            "six in the middle of a number": self.runs(numbers, 6),
            "a whole number": numbers,
            "what is nowhere": list(MISSES),
        }

    def words(self) -> list[str]:
        """Return texts that hold at least the longest run."""
        texts = [record.values[name] for record, name in self.texts()]
        return [text for text in texts if len(text) >= LONGEST]

    def texts(self) -> Iterator[tuple[Record, str]]:
        """Yield records with the name of a field of words."""
        yield from ((person, "registered_address") for person in self.people)
        yield from ((case, "name") for case in self.cases)
        yield from ((case, "unit") for case in self.cases)
        yield from ((card, "institution") for card in self.cards)

    def numbers(self) -> Iterator[str]:
        """Yield numbers of identities, phones and cards."""
        for person, card in zip(self.people, self.cards, strict=True):
            numbers = (person.values["id_number"], person.values["phone"], card.values["number"])
            yield str(self.chance.choice(numbers))

    def runs(self, texts: list[str], length: int) -> list[str]:
        """Return a run of so many characters out of each of some texts."""
        found = []
        for text in self.chance.choices(texts, k=QUERIES):
            start = self.chance.randrange(len(text) - length + 1)
            found.append(text[start : start + length])
        return found
