"""Answering lines in order, a bounded number at a time, whatever comes and whoever goes."""

import asyncio
import io
from collections.abc import Iterator

import pytest

from operation.lines import answer_lines, lines_of


async def test_answers_come_in_order_though_the_first_takes_longest() -> None:
    others = asyncio.Event()

    async def answer(line: bytes) -> bytes:
        if line == b"0":
            await others.wait()
        if line == b"5":
            others.set()
        return line

    written: list[bytes] = []
    await answer_lines(iter([b"%d" % n for n in range(9)]), answer, written.append)
    assert b"".join(written) == b"".join(b"%d\n" % n for n in range(9))


async def test_no_more_lines_are_under_way_than_the_window_holds() -> None:
    under_way = most = 0

    async def answer(line: bytes) -> bytes:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for _ in range(20):
            await asyncio.sleep(0)
        under_way -= 1
        return line

    lines = (b"x" for _ in range(500))
    await answer_lines(lines, answer, lambda _: None, window=4)
    assert 1 < most <= 6


async def test_a_reader_that_has_gone_ends_it_at_once() -> None:
    async def answer(line: bytes) -> bytes:
        return line

    def write(_: bytes) -> None:
        raise BrokenPipeError

    endless = iter(lambda: b"x", b"")
    async with asyncio.timeout(20):
        with pytest.raises(BrokenPipeError):
            await answer_lines(endless, answer, write)


async def test_what_cannot_be_read_is_an_error_after_the_lines_before_it() -> None:
    async def answer(line: bytes) -> bytes:
        return line

    def lines() -> Iterator[bytes]:
        yield b"first"
        raise OSError("the disk is gone")

    written: list[bytes] = []
    with pytest.raises(OSError, match="disk is gone"):
        await answer_lines(lines(), answer, written.append)
    assert written == [b"first\n"]


def test_lines_lose_their_ends_and_nothing_else() -> None:
    assert list(lines_of(io.BytesIO(b"a\n\n b \r\nlast"), 10)) == [b"a", b"", b" b \r", b"last"]


@pytest.mark.parametrize("length", [9, 10, 11, 12, 13, 23, 24, 25, 1000])
def test_of_a_line_that_is_too_long_only_the_beginning_is_held(length: int) -> None:
    first, second = lines_of(io.BytesIO(b"x" * length + b"\nnext"), 10)
    assert (len(first) > 10) == (length > 10)
    assert len(first) <= 12
    assert second == b"next"
