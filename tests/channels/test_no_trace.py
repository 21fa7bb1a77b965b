"""Nothing of a child stands in any log, in the store, on the metrics page, or with a part that must not know."""

import json
import subprocess
import urllib.request
from pathlib import Path

import pytest
from redis import Redis

from tests.channels.evening import Evening
from tests.channels.script import SCRIPTS
from tests.fakes.line.door import place_of
from tests.fakes.line.judge import FOLDER, LineJudge
from tests.fakes.telegram import contents
from tests.fakes.telegram.judge import BotApiJudge, spec_path
from tests.invariants import planted
from tests.service.test_planted import found_in_files, found_in_memory

pytestmark = pytest.mark.service

ROOT = Path(__file__).resolve().parents[2]
LONG = 12
"""Signs from which a child's words can be nobody else's."""

TELEGRAM_CALLS = {
    *("getme", "getupdates", "getwebhookinfo", "setwebhook", "deletewebhook"),
    *("setmycommands", "setmydescription", "setmyshortdescription"),
    *("getmycommands", "getmydescription", "getmyshortdescription"),
    *("sendmessage", "deletemessages", "sendchataction", "answercallbackquery", "leavechat"),
}
LINE_OF_ITSELF = {"info", "endpoint", "test"}
"""How LINE sees the bot and its webhook: asked for the page of how the helpline is."""
LINE_CALLS = {"reply", "push", "loading", "quota", "consumption", "leave", *LINE_OF_ITSELF}


def secrets_of(evening: Evening) -> tuple[str, ...]:
    """What only the gateway may know."""
    line, telegram = evening.line, evening.telegram
    hook = (telegram.webhook.secret,) if telegram.webhook else ()
    return (telegram.token, line.channel_token, line.channel_secret, *hook)


def ids_of(evening: Evening) -> tuple[str, ...]:
    """Where children can be reached."""
    chats, friends = evening.telegram.state.chats, evening.line.account.children
    return (*(str(number) for number in chats if number > 0), *friends)


def traits_of(evening: Evening) -> tuple[str, ...]:
    """What the platforms tell of children beside ids; of planted names what all have in common."""
    chats = evening.telegram.state.chats.values()
    names = ("PlantedFirst", "PlantedLast", "planted_name_", "Planted Name", "PlantedContact")
    assert any(str(chat.form["first_name"]).startswith(names[0]) for chat in chats)
    assert all(one.name.startswith(names[3]) for one in evening.line.account.children.values())
    return (*names, contents.PHONE, contents.FILE_NAME, "planted place")


def words_of(evening: Evening) -> tuple[str, ...]:
    """What was typed, by children and to them."""
    steps = [step for name, _ in evening.played for step in SCRIPTS[name].steps]
    typed = [step.value for step in steps if step.verb in {"child", "edit"}]
    said = [
        text
        for step in steps
        if isinstance(step.value, list)
        for text in step.value
        if step.verb == "counsellor"
    ]
    return tuple({text for text in (*typed, *said) if len(text) >= LONG})


def searched_for(evening: Evening) -> list[planted.Needle]:
    """Return all that may stand nowhere, in every encoding that looks different."""
    words = (*secrets_of(evening), *traits_of(evening), *words_of(evening))
    every = [*planted.needles(words), *_plain(ids_of(evening))]
    return list({needle.found_by: needle for needle in every}.values())


def _plain(words: tuple[str, ...]) -> list[planted.Needle]:
    return [needle for needle in planted.needles(words) if needle.encoding == "UTF-8"]


def check_logs(evening: Evening) -> None:
    one = evening.installation
    said = one.log.read_bytes() + one.said.read_bytes()
    assert planted.hits(said, searched_for(evening)) == []
    assert planted.hits(said, planted.needles(('"level": "debug"',)))


def test_logs_at_debug_tell_nothing_of_a_child(polling_evening: Evening) -> None:
    """Neither our own parts nor the libraries they call write down a name, an id, a token or a word."""
    assert len(ids_of(polling_evening)) > 25
    assert len(words_of(polling_evening)) > 10
    check_logs(polling_evening)


def test_the_store_tells_nothing_of_a_child(polling_evening: Evening) -> None:
    """Its memory and every file of the helpline, while some conversations are open and some ended."""
    one = polling_evening.installation
    searched = searched_for(polling_evening)
    pid = one.processes()["store"]
    assert found_in_memory(pid, searched) == set()
    assert found_in_files(one.home, searched) == set()
    # The search itself works: what lies open in the store is found in its memory and its files.
    with Redis(unix_socket_path=str(one.store_socket)) as store:
        store.set("control", planted.THAI)
    control = planted.needles((planted.THAI,))
    assert found_in_memory(pid, control)
    assert found_in_files(one.home, control)


def test_the_metrics_page_tells_nothing_of_a_child(polling_evening: Evening) -> None:
    """Only numbers without names stand there."""
    searched = searched_for(polling_evening)
    address = f"http://127.0.0.1:{polling_evening.installation.ports[2]}/metrics"
    with urllib.request.urlopen(address) as answer:
        page = answer.read()
    assert b"helpline_work_seconds" in page
    assert planted.hits(page, searched) == []


def test_only_the_gateway_knows_the_tokens(polling_evening: Evening) -> None:
    """The supervisor was given them and passes them on to nobody else; nobody names them openly."""
    one, searched = polling_evening.installation, planted.needles(secrets_of(polling_evening))
    processes = one.processes()
    knowing = {processes.pop("gateway"), processes.pop("supervisor")}
    assert {"desk", "understanding", "store"} <= processes.keys()
    for pid in one.family():
        assert planted.hits(Path(f"/proc/{pid}/cmdline").read_bytes(), searched) == []
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert bool(planted.hits(environment, searched)) is (pid in knowing)


def test_no_part_but_the_gateway_holds_a_token_or_an_address(polling_evening: Evening) -> None:
    """Nor does the desk's memory hold who a child is; the gateway's, which must, shows that we search."""
    processes = polling_evening.installation.processes()
    addresses = ids_of(polling_evening)
    secrets = _plain(secrets_of(polling_evening))
    assert found_in_memory(processes["understanding"], secrets) == set()
    assert found_in_memory(processes["desk"], [*secrets, *_plain(addresses)]) == set()
    assert found_in_memory(processes["gateway"], secrets)


def test_nobody_was_asked_who_a_child_is(polling_evening: Evening) -> None:
    """No profile, membership or file is read, and nothing is called that need not be."""
    telegram, line = polling_evening.telegram, polling_evening.line
    assert telegram.profile_calls == []
    assert line.profile_calls == 0
    assert line.elsewhere == []
    assert {call.method.lower() for call in telegram.calls} <= TELEGRAM_CALLS
    assert {place_of(call.method, call.path) for call in line.calls} <= LINE_CALLS
    assert len(telegram.calls) > 100
    assert len(line.calls) > 50


def test_no_call_was_refused(polling_evening: Evening) -> None:
    """What we send is within the platforms' rules; every press was answered, every event taken."""
    telegram, line = polling_evening.telegram, polling_evening.line
    refused = [(call.method, call.status) for call in telegram.calls if call.status not in {0, 200}]
    assert refused == []
    assert [
        (call.path, call.status) for call in line.calls if call.status not in {0, 200, 202}
    ] == []
    assert set(telegram.state.presses) == telegram.answered
    assert line.undelivered == []


def test_the_judges_of_both_platforms_find_nothing(polling_evening: Evening) -> None:
    """LINE's own SDK reads what we sent; so does the description of each platform, where it is there."""
    telegram, line = polling_evening.telegram, polling_evening.line
    assert line.verdicts == []
    if spec_path().is_file():
        judge = BotApiJudge.load(spec_path())
        found = [judge.check_call(call.method, call.params) for call in telegram.calls]
        assert [finding for findings in found for finding in findings] == []
    if FOLDER.is_dir():
        other = LineJudge.load()
        found = [other.check_request(call.method, call.path, call.body) for call in line.calls]
        assert [finding for findings in found for finding in findings] == []


def test_aiogram_takes_every_call_we_made(polling_evening: Evening) -> None:
    """Another program's models of the Bot API know every method and parameter we used."""
    calls = [(call.method, call.params) for call in polling_evening.telegram.calls]
    made = {method.lower() for method, _ in calls}
    assert {"sendmessage", "deletemessages", "answercallbackquery", "setmycommands"} <= made
    judged = subprocess.run(
        [ROOT / ".venv-judge/bin/python", ROOT / "tests/fakes/proof/telegram/aiogram_calls.py"],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(judged.stdout) == []


async def _company(evening: Evening) -> None:
    telegram, line = evening.telegram, evening.line
    group = telegram.group()
    member = {"id": 700_000_003, "is_bot": False, "first_name": "PlantedMember"}
    message = {"message_id": 1, "from": member, "chat": group.form, "date": 1, "text": "hello bot"}
    await telegram.update({"message": message})
    where = line.account.pen.user_id("C")
    source = {"type": "group", "groupId": where}
    await line.deliver(line.event(None, {"type": "join", "source": source}))
    await telegram.until(lambda: group.gone)
    await line.until(lambda: where in line.left, 30)
    assert group.received == []
    assert line.elsewhere == []


def test_a_group_is_left_without_a_word(polling_evening: Evening) -> None:
    """Nobody in a group may learn that a member talked to a helpline."""
    polling_evening.ask(_company(polling_evening))
    check_logs(polling_evening)
