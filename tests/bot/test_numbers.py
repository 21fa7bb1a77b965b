"""Numbers by their form: the check digit and the dialled form."""

import pytest

from bot.numbers import digits_of, is_national_id


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("1387", "1387"),
        ("02-113-6789", "021136789"),
        ("+66 2 113 6789", "021136789"),
        ("0066 81 234 5678", "0812345678"),
        ("66812345678", "0812345678"),
        ("(081) 234-5678", "0812345678"),
        ("6612", "6612"),
    ],
)
def test_a_number_has_one_dialled_form(written: str, dialled: str) -> None:
    assert digits_of(written) == dialled


def test_exactly_one_check_digit_of_ten_fits_a_national_number() -> None:
    for stem in ("110180012345", "310120098765", "123456789012"):
        assert sum(is_national_id(stem + str(digit)) for digit in range(10)) == 1


def test_the_check_digit_is_the_published_one() -> None:
    """The worked example of the modulo-11 rule: 1-2345-67890-12 is closed by 1."""
    assert is_national_id("1234567890121")
    assert not is_national_id("1234567890123")
