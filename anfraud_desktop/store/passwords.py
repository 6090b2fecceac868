"""What makes a password fit: long enough, of several classes, and none that people think of first."""

import unicodedata
from functools import cache

from anfraud_desktop.resources import resource
from anfraud_desktop.store.policy import policy

LONGEST = 128
FEWEST = 5  # different characters
_look_alikes = str.maketrans("@$0134578", "asoieastb")


@cache
def _denied() -> frozenset[str]:
    """Return what is denied: whole passwords, and words that digits and signs around them do not mend."""
    lines = resource("passwords", "denied.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def password_problem(name: str, password: str) -> str:
    """Say in Chinese why a password will not do; empty if it does. Blanks count, nothing is trimmed."""
    text, rules = unicodedata.normalize("NFC", password), policy()
    if not rules["shortest"] <= len(text) <= LONGEST:
        return f"密码应为 {rules['shortest']}—{LONGEST} 个字符，现有 {len(text)} 个"
    if len(name) > 1 and unicodedata.normalize("NFC", name).lower() in text.lower():
        return "密码里不能有用户名，请换一个"
    if weakness := _weakness(text.lower()):
        return weakness
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    classes = sum(any(test(c) for c in text) for test in tests) + any(c.isalpha() and not c.isascii() for c in text)
    if len(text) < rules["free"] and classes < rules["classes"]:
        return f"请用大写、小写、数字、符号中的至少三类，或用 {rules['free']} 个字符以上的一句话"
    return ""


def _weakness(low: str) -> str:
    """Say why a password is easily guessed, however long it is."""
    if low.isdigit():
        return "请不要只用数字（证件号、电话、生日都容易被猜到），请换一个"
    if len(set(low)) < FEWEST:
        return f"密码里不同的字符不足 {FEWEST} 个，请换一个"
    if _common(low) or any(word in low for word in ("anlu", "派出所", "anfraud")):
        return "密码太常见或含有本单位的字样，请换一个"
    return ""


def _common(low: str) -> bool:
    """Tell whether a password is a denied one, or a denied word with digits and signs before or behind it."""
    forms = {low, _stem(low), _stem(low.translate(_look_alikes)), _stem(low).translate(_look_alikes)}
    return not forms.isdisjoint(_denied()) or _repeats(low)


def _stem(low: str) -> str:
    letters = [at for at, c in enumerate(low) if c.isalpha()]
    return low[letters[0] : letters[-1] + 1] if letters else low


def _repeats(low: str) -> bool:
    """Tell whether a password is one short piece over and over."""
    return any(low == (low[:size] * len(low))[: len(low)] for size in range(1, len(low) // 2))
