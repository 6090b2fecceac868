"""The recovery code that is printed once: 160 bits in Crockford's base 32, eight groups of four, checked by twos."""

import secrets
import unicodedata

from stdnum import luhn

from anfraud_desktop.errors import Unavailable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4
GROUPS = 8
PAIR = 2 * GROUP + 1  # two groups and their check character
_alike = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def _check(text: str) -> str:
    """Return the character that tells every single error, which a hash would miss once in 32 times."""
    return str(luhn.calc_check_digit(text, ALPHABET))


def new_code() -> str:
    """Return a fresh code as it is printed: `XXXX-XXXXc` four times over, blanks between."""
    pairs = ["".join(secrets.choice(ALPHABET) for _ in range(2 * GROUP)) for _ in range(GROUPS // 2)]
    return " ".join(f"{pair[:GROUP]}-{pair[GROUP:]}{_check(f'{at}{pair}')}" for at, pair in enumerate(pairs))


def folded(code: str) -> str:
    """Return a typed code without blanks and dashes, look-alike letters as what they were read from."""
    plain = unicodedata.normalize("NFKC", code)  # an input method may type full-width digits
    return "".join(c for c in plain.upper() if c.isalnum()).translate(_alike)


def checked(code: str) -> str:
    """Return the code without its check characters; raises Unavailable that names the groups with a typing error."""
    plain = folded(code)
    if len(plain) != PAIR * GROUPS // 2:
        raise Unavailable(f"恢复密钥应为 {PAIR * GROUPS // 2} 个字符，现有 {len(plain)} 个，请对照纸张重新输入。")
    pairs = [plain[at : at + PAIR] for at in range(0, len(plain), PAIR)]
    wrong = [at for at, pair in enumerate(pairs) if _check(f"{at}{pair[:-1]}") != pair[-1]]
    if wrong:
        groups = "、".join(f"第 {2 * at + 1}—{2 * at + 2} 组" for at in wrong)
        raise Unavailable(f"恢复密钥的{groups}有误，请对照纸张核对。")
    return "".join(pair[:-1] for pair in pairs)


def secret(code: str) -> bytes:
    """Return the bytes that a checked code stands for."""
    return code.encode()
