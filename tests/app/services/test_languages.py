"""The languages of a workspace's flows."""

from __future__ import annotations

import pytest

from app.errors import Invalid
from app.services.languages import check_language, check_languages


def test_codes_of_iso_639_3() -> None:
    assert [check_language(code) for code in ("eng", " KIN ", "und")] == ["eng", "kin", "und"]


@pytest.mark.parametrize("code", ["", "en", "xxx", "english", "e\0g"])
def test_what_is_no_language(code: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_language(code)
    assert (caught.value.params["field"], caught.value.params["reason"]) == ("language", "unknown")


def test_each_once_and_at_least_one() -> None:
    assert check_languages(["kin", "eng", "KIN"]) == ["kin", "eng"]
    with pytest.raises(Invalid):
        check_languages([])
