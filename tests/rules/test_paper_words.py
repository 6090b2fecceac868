"""The 文书代字 of a document number against the outcome that it stands for."""

import pytest

from anfraud_desktop import resources
from anfraud_desktop.rules.naming import document_number_fits, rows


@pytest.mark.parametrize(
    ("outcome", "number"),
    [
        ("detained", "安公（府城）拘字〔2026〕2号"), ("detained", "安公（府城）拘 字〔2026〕2号"),
        ("arrested", "安公（府城）捕字〔2026〕2号"), ("arrested", "安检批捕〔2026〕12号"),
        ("bail", "安公（府城）取保字〔2026〕2号"), ("residential_surveillance", "安公（府城）监居字〔2026〕2号"),
        ("transferred_for_prosecution", "安公（府城）诉字〔2026〕2号"),
        ("transferred_for_prosecution", "安公移诉〔2026〕2号"),
        ("prosecuted", "安检刑诉〔2026〕12号"), ("prosecuted", "鄂安检刑诉字〔2026〕12号"),
        ("nonprosecution_statutory", "安检不诉〔2026〕3号"), ("nonprosecution_insufficient", "安检刑不诉〔2026〕3号"),
        ("nonprosecution_unspecified", "安检不诉〔2026〕3号"),
        ("case_withdrawn", "安公（府城）撤案字〔2026〕1号"), ("not_filed", "安公（府城）不立字〔2026〕1号"),
        ("filed_only", "安公（府城）立字〔2026〕1号"),
        ("convicted_first_instance", "（2026）鄂0982刑初12号"), ("convicted_final", "（2026）鄂0982刑初12号"),
        ("convicted_final", "（2026）鄂09刑终12号"), ("convicted_suspended", "（2026）鄂0982刑初12号"),
        ("acquitted", "（2026）鄂0982刑再1号"), ("judgment_unspecified", "（2026）鄂0982刑初12号"),
        ("admin_detention", "安公（府城）行罚决字〔2026〕7号"), ("admin_fine", "安公（府城）行罚决字〔2026〕7号"),
        ("admin_warning", "安公（府城）行罚决字〔2026〕7号"), ("fraud_law_penalty", "安公行罚决字〔2026〕7号"),
        ("admin_not_punished", "安公（府城）不罚决字〔2026〕7号"), ("wanted", "安公缉字〔2026〕1号"),
        ("admonished", "无此类文书代字"),
    ],
)  # fmt: skip
def test_a_document_number_fits_its_outcome(outcome: str, number: str) -> None:
    assert document_number_fits(outcome, number) is None


@pytest.mark.parametrize(
    ("outcome", "number"),
    [
        ("nonprosecution_statutory", "安公（府城）拘字〔2026〕2号"),
        ("nonprosecution_discretionary", "安公拘字〔2026〕2号"),
        ("nonprosecution_insufficient", "安检刑诉〔2026〕12号"), ("nonprosecution_unspecified", "安公拘字〔2026〕2号"),
        ("case_withdrawn", "安公（府城）拘字〔2026〕2号"), ("arrested", "安公（府城）拘字〔2026〕2号"),
        ("arrested", "安公（府城）提捕字〔2026〕2号"), ("arrested", "安检不批捕〔2026〕2号"),
        ("prosecuted", "安检不诉〔2026〕3号"), ("prosecuted", "安公诉字〔2026〕3号"),
        ("prosecuted", "安公移诉〔2026〕3号"),
        ("detained", "安公（府城）行罚决字〔2026〕7号"), ("detained", "安检不诉〔2026〕3号"),
        ("admin_detention", "安公（府城）拘字〔2026〕7号"), ("admin_fine", "安公（府城）不罚决字〔2026〕7号"),
        ("admin_detention", "安公行罚告字〔2026〕7号"), ("bail", "安公监居字〔2026〕7号"),
        ("convicted_final", "安公捕字〔2026〕7号"), ("convicted_first_instance", "（2026）鄂09刑终12号"),
        ("filed_only", "安公不立字〔2026〕1号"),
    ],
)  # fmt: skip
def test_a_document_number_of_another_outcome_blocks(outcome: str, number: str) -> None:
    misfit = document_number_fits(outcome, number)
    assert misfit is not None
    assert misfit.blocks
    assert "不符" in misfit.reason


@pytest.mark.parametrize("number", [None, "", " ", "2026年第3号", "安公通〔2026〕3号"])
def test_a_missing_or_unknown_kind_of_number_only_warns(number: str | None) -> None:
    misfit = document_number_fits("detained", number)
    assert misfit is not None
    assert not misfit.blocks
    assert misfit.reason


def test_every_outcome_with_paper_words_is_an_outcome_of_the_table() -> None:
    known = {key for row in rows().values() for key in row.outcomes}
    assert (
        set(resources.table("law", "paper_words.toml")["fits"]) - {"judgment_unspecified", "nonprosecution_unspecified"}
        <= known
    )
