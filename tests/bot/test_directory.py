"""Help services: what is checked, what a child may be shown and when, and who confirmed it."""

import json
import re
import shutil
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

import bot
from bot.codes import load_codes
from bot.confirmations import Confirmation, Confirmations
from bot.directory import RETIRED, Directory
from bot.intents import INTENTS, WORRIES
from bot.need import Need
from bot.service import DIALABLE, Status, Window
from errors import ConfigurationError, InvalidContent

CONTENT = Path(bot.__file__).parent / "content"
SERVICES = CONTENT / "services"
ROOT = CONTENT.parents[1]
FIRST_LINES = {"191", "1669", "1387", "1300", "1323"}
BANGKOK = ZoneInfo("Asia/Bangkok")
NIGHT = datetime(2026, 11, 21, 3, 0, tzinfo=BANGKOK)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=BANGKOK)


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory.load(SERVICES)


@pytest.fixture(scope="module")
def demo() -> Directory:
    return Directory.load(SERVICES, demo=True)


def write(folder: Path, **entries: object) -> Path:
    """Put services into a folder, each a copy of a right one with some entries changed."""
    folder.mkdir(exist_ok=True)
    right = yaml.safe_load((SERVICES / "children.yml").read_text("utf-8"))["childline_1387"]
    services = {
        service_id: {**right, **changed} if isinstance(changed, dict) else changed
        for service_id, changed in entries.items()
    }
    (folder / "some.yml").write_text(yaml.safe_dump(services, allow_unicode=True), "utf-8")
    return folder


class TestShipped:
    """The services that come with the helpline."""

    def test_before_anybody_has_called_through_only_the_first_lines_are_shown(
        self, directory: Directory
    ) -> None:
        shown = {one.phone for one in directory.services if directory.shows(one)}
        assert shown == FIRST_LINES

    def test_none_claims_to_be_verified(self, directory: Directory) -> None:
        for service in directory.services:
            assert service.status is not Status.CONFIRMED
            assert (service.verified_on, service.verified_by) == (None, None)

    def test_a_demonstration_shows_what_a_page_states_and_marks_it(self, demo: Directory) -> None:
        hidden = {one.id for one in demo.services if not demo.shows(one)}
        assert hidden == {"ttrs", "ooca_wall"} | {
            one.id for one in demo.services if not one.is_published
        }
        marked = {one.id for one in demo.services if demo.is_untried(one)}
        assert marked == {one.id for one in demo.services if one.phone not in FIRST_LINES}

    def test_what_is_known_in_general_only_is_shown_once_it_is_confirmed(self) -> None:
        heard_of = {"1134", "1191", "1202", "1167", "1579"}
        demo = Directory.load(SERVICES, demo=True)
        assert heard_of <= {one.phone for one in demo.services if not one.is_published}
        made = {"pavena_1134": Confirmation(date(2026, 11, 20), "Nid")}
        confirmed = Directory.load(SERVICES, confirmations=made)
        assert "pavena_1134" in {one.id for one in confirmed.services if confirmed.shows(one)}

    def test_what_nobody_knows_is_listed_and_not_made_up(self, directory: Directory) -> None:
        for service in directory.services:
            assert (service.free is None) is ("free" in service.unconfirmed), service.id
            assert not (service.hours.windows and "hours" in service.unconfirmed), service.id
            assert service.description["th"] != service.description["en"]

    def test_no_service_stands_on_a_host_where_people_have_pages(
        self, directory: Directory
    ) -> None:
        """What is published is never masked; a child's own page stands on such a host."""
        shared = {"facebook.com", "line.me", "lin.ee", "instagram.com", "m.me", "youtube.com"}
        assert not directory.published() & shared

    def test_regions_are_those_of_the_statistics(self, directory: Directory) -> None:
        regions = load_codes(CONTENT / "codes.yml")["region"]
        assert {region for one in directory.services for region in one.regions} <= set(regions)

    def test_every_number_can_be_dialled(self, directory: Directory) -> None:
        for service in directory.services:
            for phone in service.phones():
                assert DIALABLE.fullmatch(phone), service.id

    def test_every_intent_finds_somebody_at_any_hour(self, directory: Directory) -> None:
        for intent in INTENTS:
            found = directory.for_topic(intent, Need(NIGHT))
            assert 1 <= len(found) <= 3, intent

    def test_every_worry_finds_somebody_made_for_it(self, demo: Directory) -> None:
        for intent in WORRIES:
            assert intent in demo.for_topic(intent, Need(NOON))[0].topics

    def test_suicide_finds_those_who_come_and_those_who_listen(self, directory: Directory) -> None:
        found = {service.phone for service in directory.for_topic("suicide", Need(NIGHT))}
        assert found == {"1669", "1387", "1323"}

    def test_no_retired_number_stands_in_any_text_we_ship(self, directory: Directory) -> None:
        shipped = [*CONTENT.rglob("*.yml"), *(ROOT / "handoff").rglob("*.yml")]
        shipped += [*(ROOT / "connectors").rglob("*.html"), *(ROOT / "handoff").rglob("*.html")]
        shipped += [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")]
        for path in shipped:
            if path != SERVICES / RETIRED:
                assert directory.retired_numbers(path.read_text("utf-8")) == (), path.name

    def test_every_number_in_the_words_about_services_is_a_number_of_the_directory(
        self, directory: Directory
    ) -> None:
        for path in SERVICES.glob("*.yml"):
            if path.name == RETIRED:
                continue
            for service in yaml.safe_load(path.read_text("utf-8")).values():
                words = [
                    service[key][language]
                    for key in ("name", "description", "learns")
                    for language in ("th", "en")
                ]
                for text in words:
                    assert directory.unknown_numbers(text) == ()

    def test_what_is_not_anonymous_never_says_it_is(self, directory: Directory) -> None:
        for service_id in ("ess_help_me", "aoc_1441", "police_online", "moe_safety_center"):
            service = directory.service(service_id)
            assert service is not None
            assert "not anonymous" in service.learns["en"]


class TestNumbers:
    """Numbers in reviewed texts."""

    def test_numbers_are_digits_as_dialled(self, directory: Directory) -> None:
        numbers = directory.numbers()
        assert numbers >= FIRST_LINES | {"021136789", "0991301300"}
        assert all(re.fullmatch(r"\d{3,10}", number) for number in numbers)

    def test_what_is_published_holds_line_ids_and_pages_too(self, directory: Directory) -> None:
        published = directory.published()
        assert published > directory.numbers()
        assert {"esshelpme", "takeitdown.ncmec.org"} <= published

    @pytest.mark.parametrize(
        "text",
        ["โทร 1387", "โทร๑๓๘๗", "191, 1669 และ 1323.", "02-113-6789", "0 2113 6789", "+66 99 130 1300",
         "ภายใน 72 ชั่วโมง หรือ 120 ชั่วโมง", "ปี 2026", "1,500 บาท", "อายุ 12-17", "24 ชั่วโมง", "12.00–22.00",
         "https://1300sano.com", ""],
    )  # fmt: skip
    def test_known_numbers_and_other_figures_pass(self, directory: Directory, text: str) -> None:
        assert directory.unknown_numbers(text) == ()

    @pytest.mark.parametrize(
        ("text", "unknown"),
        [
            ("โทร 1388 นะ", "1388"),
            ("call 0812345678 now", "0812345678"),
            ("02-713-6791", "02-713-6791"),
            ("โทร ๐๘๑-๒๓๔-๕๖๗๘", "๐๘๑-๒๓๔-๕๖๗๘"),
            ("+66 81 234 5678", "+66 81 234 5678"),
            ("แจ้ง 193", "193"),
        ],
    )
    def test_any_other_number_is_named_as_it_stands(
        self, directory: Directory, text: str, unknown: str
    ) -> None:
        assert directory.unknown_numbers(text) == (unknown,)

    def test_a_retired_number_is_recognised_in_any_spelling(self, directory: Directory) -> None:
        assert directory.retired_numbers("โทร 027136793 หรือ 1911") == ("027136793", "1911")


class TestTexts:
    """What a text may name: it is read whatever the directory may show."""

    def test_only_numbers_shown_to_every_child_may_stand_in_a_text(self, demo: Directory) -> None:
        assert demo.unsure_numbers("โทร 191 1669 1387 1300 หรือ 1323") == ()
        assert demo.unsure_numbers("call 1441 or 02-113-6789") == ("1441", "02-113-6789")

    def test_a_number_an_operator_has_called_through_may(self) -> None:
        made = {"aoc_1441": Confirmation(date(2026, 11, 20), "Nid")}
        assert Directory.load(SERVICES, confirmations=made).unsure_numbers("call 1441") == ()

    @pytest.mark.parametrize(
        ("text", "unknown"),
        [
            ("see childlinethailand.org", ()),
            ("see https://takeitdown.ncmec.org/th now", ("https://takeitdown.ncmec.org",)),
            ("ทักไลน์ @somebody นะ", ("@somebody",)),
            ("write to a.b@example.com", ("a.b@example.com",)),
            ("Is it OK? Yes. 12.30 is fine, e.g. at noon", ()),
        ],
    )
    def test_a_link_is_somebodys_we_know(
        self, directory: Directory, text: str, unknown: tuple[str, ...]
    ) -> None:
        assert directory.unknown_addresses(text) == unknown

    def test_a_page_a_card_is_taken_from_may_be_named(self, directory: Directory) -> None:
        assert directory.unknown_addresses("help.line.me", ["https://help.line.me/x"]) == ()


class TestNeed:
    """What fits a child, as far as it is known."""

    @pytest.mark.parametrize(
        ("age_band", "childline", "adults_only"),
        [(None, True, False), ("not_said", True, False), ("under_12", True, False),
         ("16_17", True, False), ("18_plus", False, True)],
    )  # fmt: skip
    def test_age(
        self, demo: Directory, age_band: str | None, *, childline: bool, adults_only: bool
    ) -> None:
        need = Need(NOON, age_band=age_band)
        found = {one.id for one in demo.chosen(("childline_1387", "stopncii"), need)}
        assert ("childline_1387" in found) is childline
        assert ("stopncii" in found) is adults_only

    def test_nobody_is_too_old_to_be_helped(self, directory: Directory) -> None:
        for intent in INTENTS:
            assert directory.for_topic(intent, Need(NIGHT, age_band="18_plus")), intent

    def test_who_speaks_the_language_comes_first_among_the_open(self, demo: Directory) -> None:
        named = ("childline_1387", "thai_hotline", "tourist_police_1155")
        thai = [one.id for one in demo.chosen(named, Need(NIGHT, "th"))]
        english = [one.id for one in demo.chosen(named, Need(NIGHT, "en"))]
        assert thai == list(named)
        assert english == ["thai_hotline", "childline_1387", "tourist_police_1155"]

    def test_a_service_of_another_region_is_not_offered(self, demo: Directory) -> None:
        def found(region: str | None) -> list[str]:
            named = ("hug_project", "thai_hotline")
            return [one.id for one in demo.chosen(named, Need(NOON, region=region))]

        assert found("north") == ["hug_project", "thai_hotline"]
        assert found("south") == ["thai_hotline"]
        assert found(None) == found("not_said") == ["thai_hotline", "hug_project"]


class TestHours:
    """Open now means open for certain."""

    def test_a_window_opens_and_closes_on_the_minute(self, demo: Directory) -> None:
        service = demo.service("samaritans")
        assert service is not None
        times = [(11, 59), (12, 0), (21, 59), (22, 0), (3, 0)]
        moments = [datetime(2026, 11, 21, *each, tzinfo=BANGKOK) for each in times]
        assert [service.open_at(at) for at in moments] == [False, True, True, False, False]

    def test_a_window_over_midnight_belongs_to_the_day_it_began(self) -> None:
        friday_night = Window(frozenset({4}), time(22), time(2))
        assert friday_night.holds(datetime(2026, 11, 20, 23, tzinfo=BANGKOK))
        assert friday_night.holds(datetime(2026, 11, 21, 1, tzinfo=BANGKOK))
        assert not friday_night.holds(datetime(2026, 11, 20, 1, tzinfo=BANGKOK))

    def test_unknown_hours_never_count_as_open(self, demo: Directory) -> None:
        assert "lovecare_station" not in {one.id for one in demo.open_at(NOON)}

    def test_what_is_open_comes_before_what_is_closed(self, demo: Directory) -> None:
        found = demo.for_topic("distress", Need(NIGHT), limit=9)
        opened = [one.open_at(NIGHT) for one in found]
        assert opened == sorted(opened, reverse=True)
        assert not found[-1].open_at(NIGHT)

    def test_hours_are_told_in_both_languages(self, directory: Directory) -> None:
        for service in directory.services:
            assert service.hours_in("th")
            assert service.hours_in("en")


class TestConfirmations:
    """Who called a service through, and when."""

    def test_a_confirmed_service_is_shown_with_day_and_name(self, tmp_path: Path) -> None:
        file = Confirmations(tmp_path / "home" / "directory.json")
        file.confirm("samaritans", on=date(2026, 11, 20), by="Nid")
        directory = Directory.load(SERVICES, confirmations=file.read())
        service = directory.service("samaritans")
        assert service is not None
        assert directory.shows(service)
        assert (service.verified_on, service.verified_by) == (date(2026, 11, 20), "Nid")

    def test_a_service_that_is_gone_stays_hidden_although_confirmed(self) -> None:
        made = {"ttrs": Confirmation(date(2026, 11, 20), "Nid")}
        directory = Directory.load(SERVICES, confirmations=made)
        service = directory.service("ttrs")
        assert service is not None
        assert not directory.shows(service)

    def test_a_confirmation_of_nobody_changes_nothing(self) -> None:
        made = {"unheard_of": Confirmation(date(2026, 11, 20), "Nid")}
        assert Directory.load(SERVICES, confirmations=made).service("unheard_of") is None

    def test_the_file_has_the_form_others_rely_on(self, tmp_path: Path) -> None:
        path = tmp_path / "directory.json"
        Confirmations(path).confirm("line_1663", on=date(2026, 11, 20), by="นิด")
        Confirmations(path).confirm("aoc_1441", on=date(2026, 11, 21), by="Nid")
        assert json.loads(path.read_text("utf-8")) == {
            "line_1663": {"on": "2026-11-20", "by": "นิด"},
            "aoc_1441": {"on": "2026-11-21", "by": "Nid"},
        }
        assert [one.name for one in tmp_path.iterdir()] == ["directory.json"]

    def test_no_file_is_no_confirmation(self, tmp_path: Path) -> None:
        assert Confirmations(tmp_path / "directory.json").read() == {}

    @pytest.mark.parametrize(
        "written", ["{", "[]", '{"a": 1}', '{"a": {"on": "x", "by": "y"}}', "\udcff"]
    )
    def test_a_broken_file_is_refused_and_left_alone(self, tmp_path: Path, written: str) -> None:
        path = tmp_path / "directory.json"
        path.write_bytes(written.encode("utf-8", "surrogateescape"))
        before = path.read_bytes()
        with pytest.raises(ConfigurationError, match=r"directory\.json cannot be read"):
            Confirmations(path).confirm("aoc_1441", on=date(2026, 11, 21), by="Nid")
        assert path.read_bytes() == before

    def test_a_crash_while_writing_leaves_the_old_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "directory.json"
        Confirmations(path).confirm("aoc_1441", on=date(2026, 11, 21), by="Nid")
        before = path.read_bytes()

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(ConfigurationError, match="No space left"):
            Confirmations(path).confirm("line_1663", on=date(2026, 11, 21), by="Nid")
        assert path.read_bytes() == before
        assert [one.name for one in tmp_path.iterdir()] == ["directory.json"]


class TestToCallThrough:
    """What an operator has to call."""

    def test_all_that_nobody_called_within_180_days_first_lines_first(self) -> None:
        today = date(2026, 11, 21)
        made = {
            "line_1663": Confirmation(today - timedelta(days=180), "Nid"),
            "aoc_1441": Confirmation(today - timedelta(days=181), "Nid"),
        }
        directory = Directory.load(SERVICES, confirmations=made)
        due = directory.to_call_through(today)
        assert {one.phone for one in due[:5]} == FIRST_LINES
        ids = {one.id for one in due}
        assert "aoc_1441" in ids
        assert not ids & {"line_1663", "ttrs"}


class TestRefusals:
    """Wrong content stops the start and names file, entry and reason."""

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"phone": "call us"}, "some.yml: one: phone: 'call us' cannot be dialled"),
            ({"phone": 1387}, "phone: 1387 cannot be dialled"),
            ({"phone": "02-713-6791"}, "02-713-6791 is retired"),
            ({"name": {"th": "ก"}}, "name: no text in en"),
            ({"topics": ["no_such_intent"]}, "topics: .* does not fit"),
            ({"languages": []}, "languages: .* does not fit"),
            ({"free": "maybe"}, "free: 'maybe' does not fit"),
            ({"ages": {"from": "ten"}}, "ages: .* does not fit"),
            ({"rank": True}, "rank: True does not fit"),
            ({"source_url": None}, "source_url: None does not fit"),
            ({"source_date": None}, "source_date: None does not fit"),
            ({"status": "sure"}, "status: 'sure' does not fit"),
            ({"status": "confirmed"}, "confirmed needs verified_on and verified_by"),
            ({"hours": None}, "hours: words in th and en are expected"),
            (
                {"hours": {"th": "ก", "en": "a", "windows": [{"days": ["x"]}]}},
                "hours: windows: days",
            ),
            ({"url": "http://example.com"}, "is no https address"),
            ({"line": "mint"}, "is no LINE id"),
            ({"phone": None, "url": None}, "neither phone nor line nor url nor place"),
            ({"free": None}, "free: not known is null, and listed"),
            ({"unconfirmed": ["ages"]}, "ages: what is unconfirmed has no value"),
            ({"unconfirmed": ["colour"]}, "unconfirmed: .* does not fit"),
            ({"place": {"th": "ก"}}, "place: no text in en"),
            ({"fone": "1387"}, "unknown fone"),
            ("text", "some.yml: one: a service is a mapping"),
        ],
    )
    def test_a_wrong_entry_is_named(self, tmp_path: Path, changed: object, reason: str) -> None:
        folder = write(tmp_path / "services", one=changed)
        shutil.copy(SERVICES / RETIRED, folder)
        with pytest.raises(InvalidContent, match=reason):
            Directory.load(folder)

    def test_all_problems_are_told_at_once(self, tmp_path: Path) -> None:
        folder = write(tmp_path / "services", one={"free": "x", "rank": "y"}, two={"phone": "z"})
        with pytest.raises(InvalidContent) as refused:
            Directory.load(folder)
        assert len(str(refused.value).splitlines()) == 3

    def test_an_id_that_could_be_no_key_is_refused(self, tmp_path: Path) -> None:
        folder = write(tmp_path / "services", **{"Saidek 1387": {}})
        with pytest.raises(InvalidContent, match="an id is small ASCII letters"):
            Directory.load(folder)

    def test_a_list_of_retired_numbers_without_numbers_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / RETIRED).write_text("retired: [{reason: old}]\n", "utf-8")
        with pytest.raises(InvalidContent, match="retired: number and reason are expected"):
            Directory.load(tmp_path)


class TestOverlay:
    """An operator's folder laid over the shipped one."""

    def test_an_entry_replaces_the_one_of_the_same_id(self, tmp_path: Path) -> None:
        overlay = write(tmp_path / "own", childline_1387={"status": "retired"})
        directory = Directory.load(SERVICES, overlay)
        service = directory.service("childline_1387")
        assert service is not None
        assert not directory.shows(service)
        assert len(directory.services) == len(Directory.load(SERVICES).services)

    def test_an_entry_may_be_added_and_confirmed_there(self, tmp_path: Path) -> None:
        own = {"phone": "02-345-6789", "first_line": False, "status": "confirmed",
               "verified_on": date(2026, 11, 1), "verified_by": "Nid"}  # fmt: skip
        directory = Directory.load(SERVICES, write(tmp_path / "own", our_clinic=own))
        service = directory.service("our_clinic")
        assert service is not None
        assert directory.shows(service)
        assert "023456789" in directory.numbers()

    def test_a_folder_that_is_not_there_changes_nothing(self, tmp_path: Path) -> None:
        directory = Directory.load(SERVICES, tmp_path / "none")
        assert directory.numbers() == Directory.load(SERVICES).numbers()
