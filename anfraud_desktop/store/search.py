"""Find a text in all ledgers: Chinese of any length, pinyin, initials, and any run of three or more digits.

One contentless FTS5 index a ledger holds typed tokens made here: single characters and overlapping pairs of Chinese,
whole Latin words, readings (`_p`), initials (`_i`), runs of four digits and tails of three (`_d`). A query is an AND
of tokens, newest first; texts longer than a token are confirmed on the row itself.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.store.readings import readings
from anfraud_desktop.store.tables import quoted

GRAM = 4
TAIL = 3

_words = re.compile(r"[0-9A-Za-z]+|[^\W0-9A-Za-z_]+")
_latin = re.compile(r"[0-9A-Za-z]+")


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
        if word.isascii():
            found.add(word)
            if word.isdigit() and len(word) > TAIL:
                digit_tokens(word, found)
        else:
            found.update(word)
            found.update(map("".join, pairwise(word)))


def digit_tokens(number: str, found: set[str]) -> None:
    """Add every run of four characters of a number, and its last three as a token of their own."""
    number = number.lower()
    found.add(number)
    found.update([f"_d{number[at : at + GRAM]}" for at in range(len(number) - GRAM + 1)])
    found.add(f"_d{number[-TAIL:]}")


def name_tokens(name: str, found: set[str]) -> None:
    """Add a name's own tokens with all its plausible readings and initials."""
    text_tokens(name, found)
    for syllables in readings(name):
        found.add("_p" + "".join(syllables))
        found.add("_i" + "".join([syllable[0] for syllable in syllables]))


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


def _searched(record: Record) -> Iterator[tuple[Field[Any], Any]]:
    for name, field in record.fields.items():
        if field.searched and record.values[name] is not None:
            yield field, record.values[name]


def query_for(term: str) -> str:
    """Return the FTS5 expression that every record with this term matches."""
    term = plain(term)
    if _latin.fullmatch(term):
        return _latin_query(term)
    parts = [_latin_query(word) if word.isascii() else _chinese_query(word) for word in _words.findall(term)]
    return " AND ".join(parts)


def _chinese_query(word: str) -> str:
    pairs = [word[at : at + 2] for at in range(len(word) - 1)] or [word]
    return " AND ".join(f'"{pair}"' for pair in dict.fromkeys(pairs))


def _latin_query(word: str) -> str:
    if word.isdigit() and len(word) >= GRAM:
        grams = dict.fromkeys(word[at : at + GRAM] for at in range(len(word) - GRAM + 1))
        return "(" + " AND ".join(f'"_d{gram}"' for gram in grams) + ")"
    options = [f'"{word}"*']
    if word.isdigit():
        options.append(f'"_d{word}"*')
    elif word.isalpha():
        options += [f'"_i{word}"*', f'"_p{word}"*']
    elif len(word) >= GRAM:
        grams = dict.fromkeys(word[at : at + GRAM] for at in range(len(word) - GRAM + 1))
        options.append("(" + " AND ".join(f'"_d{gram}"' for gram in grams) + ")")
    return "(" + " OR ".join(options) + ")"


def terms_of(text: str) -> list[str]:
    """Return what a query asks for: its words; long numbers that were typed with blanks are one."""
    text = unicodedata.normalize("NFKC", text.translate(_dots)).strip()
    if re.fullmatch(r"[\d\sXx-]{8,}", text):
        return [re.sub(r"[\s-]", "", text)]
    return text.split()


def matched_field(record: Record, terms: Sequence[str]) -> str | None:
    """Return the first field that holds a term, as label and text; None if some term stands nowhere in the record."""
    first = ""
    for term in map(plain, terms):
        where = next((shown for shown in _shown(record) if _holds(shown, term)), None)
        if where is None:
            return None
        first = first or f"{where[0].label}：{where[1]}"
    return first


def _shown(record: Record) -> Iterator[tuple[Field[Any], str]]:
    for field, value in _searched(record):
        yield field, field.show(value)


def _holds(shown: tuple[Field[Any], str], term: str) -> bool:
    field, text = shown
    if term in plain(text):
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
    if not expression or not any(field.searched for field in ledger.fields.values()):
        return []
    exact = _exact_ids(connection, ledger, terms[0]) if len(terms) == 1 else []
    sql = f'SELECT rowid FROM "find_{ledger.table}" WHERE "find_{ledger.table}" MATCH ? ORDER BY rowid DESC'
    cursor = connection.execute(sql, (expression,))
    found: list[tuple[Record, str]] = []
    ids = exact
    while len(found) < limit:
        told = ((record, matched_field(record, terms)) for record in rows(ids))
        found.extend((record, where) for record, where in told if where is not None)
        ids = [at for (at,) in cursor.fetchmany(limit) if at not in exact]
        if not ids:
            break
    cursor.close()
    return found[:limit]


def _exact_ids(connection: Any, ledger: type[Record], term: str) -> list[int]:
    names = [name for name, field in ledger.fields.items() if field.searched and (field.indexed or name in ledger.key)]
    found: list[int] = []
    for name in names:
        sql = f'SELECT id FROM "{ledger.table}" WHERE removed = 0 AND {quoted(name)} = ? LIMIT 20'
        found.extend(at for (at,) in connection.execute(sql, (term,)))
    return list(dict.fromkeys(found))
