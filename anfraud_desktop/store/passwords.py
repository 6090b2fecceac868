"""What makes a password fit (等保 preset of trust.md 2.3)."""

import unicodedata
from functools import cache

from anfraud_desktop.resources import resource

SHORTEST, LONGEST, FREE = 10, 128, 16
CLASSES = 3


@cache
def _denied() -> frozenset[str]:
    return frozenset(resource("passwords", "denied.txt").read_text(encoding="utf-8").split())


def password_problem(name: str, password: str) -> str:
    """Say in Chinese why a password will not do; empty if it does."""
    text = unicodedata.normalize("NFC", password)
    if not SHORTEST <= len(text) <= LONGEST:
        return f"密码应为 {SHORTEST}—{LONGEST} 个字符，现有 {len(text)} 个"
    low = text.lower()
    if low in _denied() or any(word in low for word in ("anlu", "派出所", "anfraud")):
        return "密码太常见或含有本单位的字样，请换一个"
    if len(name) > 1 and unicodedata.normalize("NFC", name).lower() in low:
        return "密码里不能有用户名，请换一个"
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    classes = sum(any(test(c) for c in text) for test in tests) + any(c.isalpha() and not c.isascii() for c in text)
    if len(text) < FREE and classes < CLASSES:
        return f"请用大写、小写、数字、符号中的至少三类，或用 {FREE} 个字符以上的一句话"
    return ""
