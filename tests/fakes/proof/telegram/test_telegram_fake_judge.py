"""The judge of calls and objects complains of what the description forbids, and of nothing else."""

import pytest

from tests.fakes.telegram.chat import Json
from tests.fakes.telegram.judge import BotApiJudge, spec_path

SPEC: Json = {
    "methods": {
        "sendWord": {
            "fields": [
                {
                    "name": "chat_id",
                    "types": ["Integer", "String"],
                    "required": True,
                    "description": "",
                },
                {
                    "name": "word",
                    "types": ["String"],
                    "required": True,
                    "description": "A word, 1-4 characters",
                },
                {
                    "name": "key",
                    "types": ["String"],
                    "required": False,
                    "description": "A key, 1-4 bytes",
                },
                {
                    "name": "ids",
                    "types": ["Array of Array of Integer"],
                    "required": False,
                    "description": "A JSON-serialized list of 1-2 things",
                },
                {"name": "pet", "types": ["Pet"], "required": False, "description": ""},
            ]
        },
        "getWord": {},
    },
    "types": {
        "Pet": {"subtypes": ["Cat", "Dog"]},
        "Cat": {
            "fields": [
                {
                    "name": "kind",
                    "types": ["String"],
                    "required": True,
                    "description": "Kind, always “cat”",
                }
            ]
        },
        "Dog": {
            "fields": [
                {
                    "name": "kind",
                    "types": ["String"],
                    "required": True,
                    "description": "Kind, always “dog”",
                },
                {"name": "weight", "types": ["Float"], "required": True, "description": ""},
            ]
        },
    },
}


@pytest.fixture
def judge() -> BotApiJudge:
    return BotApiJudge(SPEC)


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({"chat_id": 1, "word": "กขคง"}, None),
        ({"chat_id": "@a", "word": "a", "key": "abcd", "ids": [[1]]}, None),
        ({"chat_id": 1, "word": "a", "pet": {"kind": "dog", "weight": 3}}, None),
        ({"word": "a"}, "sendWord.chat_id: missing"),
        ({"chat_id": True, "word": "a"}, "sendWord.chat_id: not a Integer"),
        ({"chat_id": 1, "word": "a", "more": 1}, "sendWord.more: unknown"),
        ({"chat_id": 1, "word": "🌱🌱🌱"}, "sendWord.word: 6 characters, not 1-4"),
        ({"chat_id": 1, "word": ""}, "sendWord.word: 0 characters, not 1-4"),
        ({"chat_id": 1, "word": "a", "key": "กข"}, "sendWord.key: 6 bytes, not 1-4"),
        ({"chat_id": 1, "word": "a", "ids": [["1"]]}, "sendWord.ids[0][0]: not a Integer"),
        ({"chat_id": 1, "word": "a", "ids": []}, "sendWord.ids: 0 items, not 1-2"),
        ({"chat_id": 1, "word": "a", "ids": 5}, "sendWord.ids: not an Array"),
        ({"chat_id": 1, "word": "a", "pet": {"kind": "cow"}}, "sendWord.pet.kind: not 'cat'"),
        ({"chat_id": 1, "word": "a", "pet": 5}, "sendWord.pet: not a Cat"),
    ],
)
def test_the_judge_names_what_is_wrong(
    judge: BotApiJudge, params: Json, complaint: str | None
) -> None:
    assert judge.check_call("sendWord", params) == ([] if complaint is None else [complaint])


def test_the_judge_knows_methods_in_any_case(judge: BotApiJudge) -> None:
    assert judge.check_call("GETWORD", {}) == []
    assert judge.check_call("fetchWord", {}) == ["fetchWord: no such method"]


def test_the_judge_reads_the_real_description() -> None:
    if not spec_path().exists():
        pytest.skip("the Bot API's description is not beside the repository: shared/judges")
    judge = BotApiJudge.load(spec_path())
    button = {"text": "a", "callback_data": "ก" * 22}
    call = {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [[button]]}}
    found = judge.check_call("sendMessage", call)
    assert found == [
        "sendMessage.reply_markup.inline_keyboard[0][0].callback_data: 66 bytes, not 1-64"
    ]
    assert judge.check_call("sendMessage", {"chat_id": 1}) == ["sendMessage.text: missing"]
    assert judge.check_call("deleteMessages", {"chat_id": 1, "message_ids": list(range(101))})
