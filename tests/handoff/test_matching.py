"""Who is offered whom: danger and wait have set the order; room, language and skill choose."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from handoff.matching import Waiting, match
from handoff.post import Post


def post(name: str, *languages: str, skills: tuple[str, ...] = (), capacity: int = 2) -> Post:
    known = tuple(code for code in ("th", "en") if code in (languages or ("th", "en")))
    return Post(name).on().working(capacity=capacity, offered=True).able(known, skills)


def test_the_next_child_goes_to_the_one_with_the_least_in_hand() -> None:
    posts = [post("dao"), post("nok")]
    waiting = [Waiting("a", "th"), Waiting("b", "th"), Waiting("c", "th"), Waiting("d", "th")]
    assert match(waiting, posts, {"dao": 1}, 0) == [("a", "nok"), ("b", "dao"), ("c", "nok")]


def test_who_has_declined_is_not_asked_again() -> None:
    child = Waiting("a", "th", passed_by=frozenset({"nok"}))
    assert match([child], [post("nok")], {}, 0) == []
    assert match([child], [post("nok"), post("som")], {}, 0) == [("a", "som")]


def test_a_child_is_offered_to_somebody_who_speaks_its_language() -> None:
    posts = [post("nok", "th"), post("som", "en")]
    assert match([Waiting("a", "en")], posts, {"som": 1}, 0) == [("a", "som")]
    assert match([Waiting("a", "en")], posts, {"som": 2}, 0) == []


def test_a_language_nobody_on_duty_speaks_keeps_no_child_waiting() -> None:
    resting = post("som", "en").on_break()
    assert match([Waiting("a", "en")], [post("nok", "th"), resting], {}, 0) == [("a", "nok")]


def test_a_child_passed_on_for_a_skill_goes_to_somebody_who_has_it() -> None:
    posts = [post("dao"), post("nok", skills=("suicide",))]
    child = Waiting("a", "th", wants="skill:suicide")
    assert match([child], posts, {"nok": 1}, 0) == [("a", "nok")]
    assert match([child], [post("dao")], {}, 0) == [("a", "dao")]


@given(
    st.lists(st.tuples(st.sampled_from("te"), st.sets(st.sampled_from("abcd")))),
    st.lists(st.tuples(st.integers(1, 5), st.booleans(), st.integers(0, 5)), max_size=4),
)
def test_nobody_is_offered_more_than_it_has_room_for(
    children: list[tuple[str, set[str]]], people: list[tuple[int, bool, int]]
) -> None:
    waiting = [
        Waiting(str(number), "th" if language == "t" else "en", passed_by=frozenset(passed))
        for number, (language, passed) in enumerate(children)
    ]
    names = "abcd"[: len(people)]
    posts = [
        Post(name).on().working(capacity=capacity, offered=offered)
        for name, (capacity, offered, _) in zip(names, people, strict=True)
    ]
    held = {name: count for name, (_, _, count) in zip(names, people, strict=True)}

    pairs = match(waiting, posts, held, 0)

    assert len({conversation for conversation, _ in pairs}) == len(pairs)
    for one in posts:
        given_now = Counter(name for _, name in pairs)[one.name]
        assert not given_now or one.offered
        assert given_now == 0 or held[one.name] + given_now <= one.capacity
    for conversation, name in pairs:
        assert name not in waiting[int(conversation)].passed_by
