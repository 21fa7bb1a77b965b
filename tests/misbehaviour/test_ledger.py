"""The ledger itself: it must see each kind of harm, or the tests that rely on it show nothing."""

import pytest

from tests.misbehaviour.ledger import Meant, agrees

A, B, C = (Meant(text, "sent") for text in "abc")
DOUBT = Meant("b", "uncertain", matters=True)
TALK = Meant("b", "uncertain")


@pytest.mark.parametrize(
    ("meant", "received"),
    [
        ([A, B, C], "abc"),
        ([A, DOUBT, C], "abc"),
        ([A, DOUBT, C], "ac"),
        ([A, DOUBT, C], "abbc"),
        ([A, TALK, C], "ac"),
        ([A, Meant("b", "failed"), C], "ac"),
        ([A, A, B], "aab"),
    ],
)
def test_what_can_be_so(meant: list[Meant], received: str) -> None:
    assert agrees(meant, list(received))


@pytest.mark.parametrize(
    ("meant", "received"),
    [
        ([A, B, C], "ab"),
        ([A, B, C], "acb"),
        ([A, B, C], "abbc"),
        ([A, B, C], "abcx"),
        ([A, DOUBT, C], "abbbc"),
        ([A, DOUBT, C], "abcb"),
        ([A, TALK, C], "abbc"),
        ([A, Meant("b", "failed"), C], "abc"),
        ([A, Meant("b", "queued"), C], "abc"),
        ([], "a"),
    ],
)
def test_what_cannot_be_so(meant: list[Meant], received: str) -> None:
    assert not agrees(meant, list(received))


def test_lines_of_one_request_come_twice_as_one() -> None:
    pair = [Meant("a", "uncertain"), DOUBT, C]
    assert agrees(pair, list("ababc"), together=True)
    assert not agrees(pair, list("ababc"))
    assert not agrees([TALK, Meant("c", "uncertain")], list("bcbc"), together=True)
