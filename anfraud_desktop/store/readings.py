"""How names are read aloud: pinyin with the readings that surnames have, and all plausible ones for finding."""

import os
import unicodedata
from functools import cache, lru_cache
from itertools import islice, product

from anfraud_desktop import resources

MOST_READINGS = 12
READINGS_A_CHARACTER = 3


@cache
def _surnames() -> dict[str, list[str]]:
    """Surnames whose reading is not the character's first one, with the right one first."""
    return {name: list(readings) for name, readings in resources.table("codes", "surnames.toml")["reading"].items()}


@lru_cache(maxsize=16_384)
def _character(character: str) -> tuple[str, ...]:
    # Only single characters are asked for: half a second of phrases need not be read.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    readings = [text.replace("ü", "v") for text in (found[0] if found else [])]
    return tuple(dict.fromkeys(text for text in readings if text.isascii()))[:READINGS_A_CHARACTER] or (character,)


@lru_cache(maxsize=65_536)
def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the plausible readings of a name, best first, each as its syllables."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", name) if c not in "· ")
    surnames = _surnames()
    head = next((plain[:n] for n in (2, 1) if plain[:n] in surnames), "")
    heads = [tuple(reading.split()) for reading in surnames[head]] if head else []
    if len(head) == 1:
        heads += [(reading,) for reading in _character(head) if (reading,) not in heads]
    rest = [_character(character) for character in plain[len(head) :]]
    parts = ([heads] if heads else []) + [[(reading,) for reading in options] for options in rest]
    combined = (sum(choice, ()) for choice in product(*parts))
    return tuple(dict.fromkeys(islice(combined, MOST_READINGS)))


def reading_of(name: str) -> str:
    """Return the best reading of a name as one word, for sorting and prefix search."""
    found = readings(name)
    return "".join(found[0]).lower() if found else ""
