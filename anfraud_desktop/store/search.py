"""Find a text in all ledgers: Chinese of any length, pinyin, initials, and any run of three or more digits.

One contentless FTS5 index a ledger holds typed tokens made here: single characters and overlapping pairs of Chinese,
whole Latin words, readings (`_p`), initials (`_i`), runs of four digits and tails of three (`_d`). A query is an AND
of tokens, newest first; texts longer than a token are confirmed on the row itself. Prefixes are asked for only where
few tokens begin so: FTS5 reads all of them before its first answer, and single tokens no further than it must.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from string import digits
from typing import Any

from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.store.readings import readings
from anfraud_desktop.store.tables import quoted, record_of, selected

GRAM = 4
REBUILT_AT_ONCE = 2000
TAIL = 3
TELLING = 8  # last characters of a number that are asked for; the row has the last word
HEAD = 2  # letters of a spelt name that are a token of their own: too many names begin so for a prefix

_words = re.compile(r"[0-9A-Za-z]+|[^\W0-9A-Za-z_]+")
_latin = re.compile(r"[0-9A-Za-z]+")
_runs = re.compile(rf"[0-9]{{{TAIL},}}")


@dataclass(frozen=True)
class Hit:
    """One record found, with the label and text of the field in which the query stands."""

    ledger: str
    id: int
    title: str
    matched: str


def plain(text: str) -> str:
    """Fold full-width forms, case and the kinds of middle dot."""
    if text.isascii():
        return text.lower()
    # Dots first: NFKC would make a full stop of the full-width one.
    return unicodedata.normalize("NFKC", text.translate(_dots)).translate(_dots).lower()


_dots = {ord(dot): "·" for dot in "•‧．・∙⋅"}


def text_tokens(text: str, found: set[str]) -> None:
    """Add the tokens of running text."""
    for word in _words.findall(plain(text)):
        if not word.isascii():
            found.update(word)
            found.update(map("".join, pairwise(word)))
            continue
        if len(word) < GRAM or not word.isdigit():
            found.add(word)
        for run in _runs.findall(word):
            digit_tokens(run, found)


def digit_tokens(number: str, found: set[str]) -> None:
    """Add every run of four characters of a number, and its last three as a token of their own.

    Where it has letters too, how it begins is added, and the last three of each run of digits.
    """
    number = number.lower()
    found.update([f"_d{number[at : at + GRAM]}" for at in range(len(number) - GRAM + 1)])
    found.add(f"_d{number[-TAIL:]}")
    if not number.isdigit():
        found.update([number[:end] for end in range(1, GRAM)])
        found.update([f"_d{run[-TAIL:]}" for run in _runs.findall(number)])
    elif len(number) < GRAM:
        found.add(number)


def name_tokens(name: str, found: set[str]) -> None:
    """Add a name's own tokens with all its plausible readings and initials."""
    text_tokens(name, found)
    for syllables in readings(name):
        spelt, initials = "".join(syllables), "".join([syllable[0] for syllable in syllables])
        found.update((f"_p{spelt}", f"_p{spelt[:HEAD]}", f"_i{initials}", f"_i{initials[:1]}"))


def tokens_of(record: Record) -> str:
    """Return a record's tokens, blanks between them."""
    found: set[str] = set()
    for field, value in _searched(record):
        if field.tokens == "name":
            for name in value if isinstance(value, tuple) else (value,):
                name_tokens(name, found)
        elif field.tokens == "number" and value.isalnum() and value.isascii():
            digit_tokens(value, found)
        else:
            text_tokens(field.show(value), found)
    return " ".join(found)


def rebuild(connection: Any, ledger: type[Record]) -> None:
    """Write a ledger's index anew from its live rows, in the caller's transaction."""
    table = ledger.table
    connection.execute(f'INSERT INTO "find_{table}" ("find_{table}") VALUES (\'delete-all\')')
    last = 0
    sql = f'SELECT {selected(ledger)} FROM "{table}" WHERE removed = 0 AND id > ? ORDER BY id LIMIT {REBUILT_AT_ONCE}'
    while found := connection.execute(sql, (last,)).fetchall():
        last = found[-1][0]
        rows = [(row[0], tokens) for row in found if (tokens := tokens_of(record_of(ledger, row)))]
        connection.executemany(f'INSERT INTO "find_{table}" (rowid, x) VALUES (?, ?)', rows)


def _searched(record: Record) -> Iterator[tuple[Field[Any], Any]]:
    values = record.values
    for field in _searched_fields(record.table):
        if (value := values[field.name]) is not None:
            yield field, value


@cache
def _searched_fields(table: str) -> list[Field[Any]]:
    return [field for field in Record.ledgers[table].fields.values() if field.searched]


def query_for(term: str) -> str:
    """Return the FTS5 expression that every record with this term matches."""
    term = plain(term)
    if _latin.fullmatch(term):
        return _latin_query(term)
    words = list(_words.finditer(term))
    parts = [_part_query(word[0], term[: word.start()], term[word.end() :]) for word in words]
    return " AND ".join(filter(None, parts)) or " AND ".join(f'"{word[0]}"' for word in words)


def _part_query(word: str, before: str, after: str) -> str:
    """Return the expression of a word among others; at an end, the text's own word may be longer than what is asked."""
    if not word.isascii():
        return _chinese_query(word)
    if word.isdigit() and len(word) >= (GRAM if before and after else TAIL):
        return _digits_query(word)
    if not before or (word.isdigit() and not after):
        return ""  # left to the row
    return f'"{word}"' if after else f'"{word}"*'


def _chinese_query(word: str) -> str:
    pairs = [word[at : at + 2] for at in range(len(word) - 1)] or [word]
    return " AND ".join(f'"{pair}"' for pair in dict.fromkeys(pairs))


def _digits_query(word: str) -> str:
    if len(word) < TAIL:
        return f'"{word}"'
    if len(word) == TAIL:
        return "(" + " OR ".join(f'"_d{word}{more}"' for more in ("", *digits)) + ")"
    return _grams_query(word)


def _grams_query(word: str) -> str:
    """Return the expression of a number: the end of it, which tells numbers apart, while many begin alike."""
    end = word[-TELLING:]
    grams = list(dict.fromkeys(end[at : at + GRAM] for at in range(len(end) - GRAM + 1)))
    some = [gram for gram in grams if len(set(gram)) > 1]  # four zeros stand in nearly every card's number
    return "(" + " AND ".join(f'"_d{gram}"' for gram in some or grams) + ")"


def _latin_query(word: str) -> str:
    if word.isdigit():
        return _digits_query(word)
    if len(word) == 1:
        return f'("{word}" OR "_i{word}")'
    options = [f'"{word}"*']
    if word.isalpha():
        options += [f'"_i{word}"*', f'"_p{word}"' if len(word) == HEAD else f'"_p{word}"*']
    elif len(word) >= GRAM:
        options.append(_grams_query(word))
    else:
        options.append(f'"_d{word}"')
    return "(" + " OR ".join(options) + ")"


def terms_of(text: str) -> list[str]:
    """Return what a query asks for: its words; long numbers that were typed with blanks are one."""
    text = unicodedata.normalize("NFKC", text.translate(_dots)).strip()
    if re.fullmatch(r"[\d\sXx-]{8,}", text):
        return [re.sub(r"[\s-]", "", text)]
    return text.split()


def matched_field(record: Record, terms: Sequence[str]) -> str | None:
    """Return the first field that holds a term, as label and text; None if some term stands nowhere in the record.

    The terms are folded already, by `plain`.
    """
    shown = [(field, field.show(value)) for field, value in _searched(record)]
    first = ""
    for term in terms:
        where = next((one for one in shown if _holds(*one, term)), None)
        if where is None:
            return None
        first = first or f"{where[0].label}：{where[1]}"
    return first


def _holds(field: Field[Any], text: str, term: str) -> bool:
    if term in text or term in plain(text):
        return True
    if field.tokens != "name" or not term.isalpha() or not term.isascii():
        return False
    names = text.split("、")
    return any(
        "".join(syllables).startswith(term) or "".join(s[0] for s in syllables).startswith(term)
        for name in names
        for syllables in readings(name)
    )


def search_ledger(
    connection: Any, ledger: type[Record], terms: Sequence[str], limit: int, rows: Callable[[list[int]], list[Record]]
) -> list[tuple[Record, str]]:
    """Return up to `limit` records that hold every term, exact matches first, then the newest."""
    expression = " AND ".join(filter(None, map(query_for, terms)))
    if not expression or not _searched_fields(ledger.table):
        return []
    folded = [plain(term) for term in terms]
    exact = _exact_ids(connection, ledger, terms[0]) if len(terms) == 1 else []
    sql = f'SELECT rowid FROM "find_{ledger.table}" WHERE "find_{ledger.table}" MATCH ? ORDER BY rowid DESC'
    cursor = connection.execute(sql, (expression,))
    found: list[tuple[Record, str]] = []
    ids, looked_at = exact, 0
    while len(found) < limit:
        told = ((record, matched_field(record, folded)) for record in rows(ids))
        found.extend((record, where) for record, where in told if where is not None)
        some = [at for (at,) in cursor.fetchmany(limit)]
        if not some:
            break
        ids = [at for at in some if at not in exact]
        if looked_at:  # the first ones did not do: there are many whose tokens stand apart
            ids = _holding(connection, ledger, ids, folded)
        looked_at += len(some)
    cursor.close()
    return found[:limit]


def _holding(connection: Any, ledger: type[Record], ids: list[int], terms: Sequence[str]) -> list[int]:
    """Return those ids whose searched fields hold every term; costs a fraction of reading the whole records."""
    fields = _searched_fields(ledger.table)
    names, marks = quoted(*(field.name for field in fields)), ", ".join("?" * len(ids))
    sql = f'SELECT id, {names} FROM "{ledger.table}" WHERE id IN ({marks})'
    holding: set[int] = set()
    for at, *cells in connection.execute(sql, ids):
        cut = zip(fields, cells, strict=True)
        shown = [(field, field.show(field.load(cell))) for field, cell in cut if cell is not None]
        if all(any(_holds(field, text, term) for field, text in shown) for term in terms):
            holding.add(at)
    return [at for at in ids if at in holding]


def _exact_ids(connection: Any, ledger: type[Record], term: str) -> list[int]:
    led = ledger.key[:1]  # only what an index begins with is found without looking through the table
    names = [name for name, field in ledger.fields.items() if field.searched and (field.indexed or name in led)]
    found: list[int] = []
    for name in names:
        sql = f'SELECT id FROM "{ledger.table}" WHERE removed = 0 AND {quoted(name)} = ? LIMIT 20'
        found.extend(at for (at,) in connection.execute(sql, (term,)))
    return list(dict.fromkeys(found))
