"""What may go wrong in a way that its reader can mend.

    UserError          a Chinese sentence: what is wrong, whether the data is safe, what to do
      Invalid          problems by field label; shown beside the fields, or in the import line
      Refused          a rule forbids it; carries the article
        Conflict       somebody else changed the record meanwhile; carries ledger and id
      Unavailable      file locked, disk full, wrong password, newer file
      Missing          a record that is asked for does not exist or has been removed

Everything else is a defect: a report with ids only, never a value.
"""

from collections.abc import Mapping


class UserError(Exception):
    """A mistake or a state of things, told in one Chinese sentence that is shown as it stands."""

    kind = "mistake"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(UserError):
    """Values that a record cannot take; `problems` maps each field's name to what is wrong with it."""

    kind = "invalid"

    def __init__(self, problems: Mapping[str, str], labels: Mapping[str, str] | None = None) -> None:
        self.problems = dict(problems)
        self.labels = dict(labels or {})
        super().__init__("；".join(f"{self.labels.get(name, name)}：{text}" for name, text in self.problems.items()))


class Refused(UserError):
    """Something that a rule forbids; `article` names the rule."""

    kind = "refused"

    def __init__(self, message: str, article: str = "") -> None:
        super().__init__(message)
        self.article = article


class Conflict(Refused):
    """Somebody else changed a record between its reading and its writing: `ledger` and `record` name it."""

    kind = "conflict"

    def __init__(self, message: str, ledger: str, record: int) -> None:
        super().__init__(message)
        self.ledger, self.record = ledger, record


class Unavailable(UserError):
    """The file, disk or key is not to be had as things are."""

    kind = "unavailable"


class Missing(UserError):
    """No such record, or it has been removed."""

    kind = "missing"
