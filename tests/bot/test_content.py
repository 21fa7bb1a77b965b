"""What is shipped is fit for a child, and what is not fit does not load, with every reason at once."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.card import CardKind
from bot.codes import load_codes
from bot.content import Content
from bot.intents import DIALOGUE, INTENTS, QUESTIONS, WORRIES
from bot.review import RULES
from bot.wording import Wording
from bot.words import Words
from errors import InvalidContent

SHIPPED = Path(__file__).parents[2] / "bot/content"
LANGUAGES = ("th", "en")

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content, to be spoilt."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "content"))


def change(path: Path, spoil: Change) -> None:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    spoil(entries)
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")


def refusal(folder: Path, overlay: Path | None = None) -> str:
    with pytest.raises(InvalidContent) as caught:
        Content.load(folder, overlay)
    return str(caught.value)


def overlay_with(tmp_path: Path, name: str, entries: dict[str, Any]) -> Path:
    file = tmp_path / "overlay" / name
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    return tmp_path / "overlay"


def _leads_to(content: Content, card_id: str) -> list[str]:
    keys = [key.partition(":") for key in content.cards[card_id].choices]
    found = (content.card(name) for kind, _, name in keys if kind == "card")
    return [card.id for card in found if card]


def _english(content: Content, card_id: str) -> str:
    return " ".join(bubble["en"] for bubble in content.cards[card_id].bubbles)


class TestShipped:
    """The content in `bot/content`."""

    def test_every_worry_and_question_has_its_card(self, content: Content) -> None:
        for intent in WORRIES | QUESTIONS:
            card = content.by_intent[intent]
            assert card.kind in {CardKind.WORRY, CardKind.QUESTION, CardKind.DANGER}

    def test_every_intent_of_the_contract_is_known(self) -> None:
        assert (len(WORRIES), len(QUESTIONS), len(DIALOGUE)) == (20, 12, 14)
        assert RULES < INTENTS

    def test_a_wish_to_die_is_a_card_of_danger(self, content: Content) -> None:
        assert content.by_intent["suicide"].kind is CardKind.DANGER

    def test_every_worry_leads_to_a_person_or_raises_the_alarm(self, content: Content) -> None:
        for worry in WORRIES:
            card = content.by_intent[worry]
            assert card.kind is CardKind.DANGER or "human" in card.choices

    def test_every_worry_says_who_else_helps(self, content: Content) -> None:
        for worry in WORRIES:
            assert content.by_intent[worry].services, worry

    def test_blackmail_says_the_agreed_core(self, content: Content) -> None:
        """Not your fault, do not pay, do not send, stop answering, delete nothing, keep proof."""
        english = " ".join(bubble["en"] for bubble in content.cards["sextortion"].bubbles)
        for part in ("not your fault", "pay", "stop answering", "don't delete", "Keep", "not even"):
            assert part in english

    def test_what_happens_to_a_child_is_never_its_fault(self, content: Content) -> None:
        for worry in ("sextortion", "images_shared", "sexual_abuse", "violence_home", "bullying"):
            text = content.by_intent[worry].bubbles
            assert any("ไม่ใช่ความผิดของน้อง" in bubble["th"] for bubble in text), worry
            assert any("not your fault" in bubble["en"] for bubble in text), worry

    def test_rights_are_things_to_ask_for(self, content: Content) -> None:
        for name in ("report_police", "rights_compensation"):
            english = " ".join(bubble["en"] for bubble in content.cards[name].bubbles)
            assert "right to ask" in english
            assert "will get" not in english

    def test_secrecy_is_told_with_its_limits(self, content: Content) -> None:
        english = " ".join(bubble["en"] for bubble in content.cards["confidentiality"].bubbles)
        for part in ("serious danger", "talk with you first", "unless you tell us", "LINE"):
            assert part in english

    def test_every_worry_and_question_goes_on_to_more(self, content: Content) -> None:
        """The first answer is short; the rest is a button away."""
        for intent in (WORRIES | QUESTIONS | {"for_friend", "adult_asking"}) - {"suicide"}:
            leads = _leads_to(content, content.by_intent[intent].id)
            assert any(content.cards[one].kind is CardKind.DETAIL for one in leads), intent

    def test_whoever_waits_in_despair_finds_more_too(self, content: Content) -> None:
        assert "suicide_more" in _leads_to(content, "meanwhile")
        assert "danger_suicide" in _leads_to(content, "self_harm_more")

    def test_every_detail_is_led_to(self, content: Content) -> None:
        reached = {one for card in content.cards for one in _leads_to(content, card)}
        details = {one.id for one in content.cards.values() if one.kind is CardKind.DETAIL}
        assert details <= reached

    def test_a_card_that_goes_on_is_called_more_on_every_button(self, content: Content) -> None:
        called = {
            (card.label["th"], card.label["en"])
            for card in content.cards.values()
            if card.id.endswith("_more") and card.id != "suicide_more"
        }
        assert called == {("อ่านต่อ", "More")}

    @pytest.mark.parametrize(
        "app",
        ["facebook", "instagram", "tiktok", "x", "line", "telegram", "discord", "roblox"],
    )
    def test_every_app_has_its_steps_with_their_source(self, content: Content, app: str) -> None:
        card = content.cards[f"report_{app}"]
        assert card.id in _leads_to(content, "block_report")
        assert card.sources
        assert any("Report" in bubble["en"] for bubble in card.bubbles)

    def test_a_child_that_cannot_say_it_finds_the_words(self, content: Content) -> None:
        """Something to show or to send: no introduction in the bubble, and no gender of the child."""
        assert {"tell_mum", "tell_teacher"} <= set(_leads_to(content, "tell_someone"))
        for bubble in content.cards["tell_mum"].bubbles[1:]:
            assert bubble["th"].startswith("แม่ ")
            assert bubble["en"].startswith("Mum, ")

    def test_keeping_proof_never_keeps_or_passes_on_the_picture(self, content: Content) -> None:
        told = _english(content, "keep_evidence")
        assert "don't save or pass on the private picture" in told
        assert "not even here" in told

    def test_the_time_limit_is_told_and_no_amount(self, content: Content) -> None:
        assert "1 year" in _english(content, "rights_compensation")
        for card in ("rights_compensation", "rights_compensation_more"):
            assert not re.search(r"\d{2,}|baht", _english(content, card))

    def test_every_line_of_the_first_day_is_told_in_full(self, content: Content) -> None:
        for number in ("1387", "1300", "1323"):
            card = content.cards[f"about_{number}"]
            assert card.facts
            assert card.id in _leads_to(content, "where_to_get_help_more")

    def test_no_sentence_is_longer_than_a_ten_year_old_reads(self, content: Content) -> None:
        """Of English, whose words can be counted; the one about secrecy is a promise kept exact."""
        for card in content.cards.values():
            for bubble in card.bubbles if card.id != "confidentiality" else ():
                for sentence in re.split(r"(?<=[.!?:])\s+", bubble["en"]):
                    assert len(sentence.split()) <= 20, (card.id, sentence)

    def test_the_pages_name_no_other_numbers_and_links_and_state_no_law(
        self, content: Content
    ) -> None:
        """Words that are no card have no sources of their own."""
        wording = Wording.load(SHIPPED / "wording.yml")
        for page in (SHIPPED / "pages").glob("*.yml"):
            for text_id, text in Words.load(page).items():
                for said in text.values():
                    assert not content.directory.unsure_numbers(said), text_id
                    assert not content.directory.unknown_addresses(said), text_id
                    assert not list(wording.claims(said)), text_id

    def test_no_two_cards_say_the_same_words(self, content: Content) -> None:
        said = [one["th"] for card in content.cards.values() for one in card.bubbles]
        assert len(set(said)) == len(said)

    def test_every_button_has_words_in_both_languages(self, content: Content) -> None:
        for card in content.cards.values():
            for key in card.choices:
                assert all(content.label(key, language) for language in ("th", "en"))

    def test_designations_are_many_and_each_word_stands_once(self) -> None:
        words = yaml.safe_load((SHIPPED / "designations.yml").read_text(encoding="utf-8"))
        assert len(words["adjectives"]) >= 40
        assert len(words["things"]) >= 60
        for part in words.values():
            for language in LANGUAGES:
                told = [word[language] for word in part]
                assert len(set(told)) == len(told)


class TestCodes:
    """The statistic codes of CONTRACT.md."""

    @pytest.mark.parametrize(
        ("group", "codes"),
        [
            ("channel", "telegram line web"),
            ("language", "th en"),
            ("hour", "00-05 06-11 12-15 16-19 20-23"),
            ("contact_by", "child for_friend adult not_said"),
            ("age_band", "under_12 12_13 14_15 16_17 18_plus not_said"),
            ("gender", "girl boy other not_said"),
            ("region", "north northeast central east west south bangkok abroad not_said"),
            (
                "online_harm",
                (
                    "blackmail_sexual image_shared_without_permission coerced_money_gifts "
                    "offer_money_gifts_in_person offer_money_gifts_images asked_to_talk_sex_unwanted "
                    "unwanted_sexual_comments received_unwanted_sexual_images "
                    "asked_for_images_unwanted"
                ),
            ),
            (
                "platform",
                (
                    "facebook_messenger twitter_x tiktok instagram line telegram discord game other "
                    "in_person_only not_said"
                ),
            ),
            (
                "offender",
                (
                    "friend_acquaintance_peer friend_acquaintance_adult romantic_partner family_member "
                    "unknown_person does_not_know not_said"
                ),
            ),
            (
                "told_before",
                (
                    "mother father sibling friend teacher other_adult social_worker police helpline "
                    "nobody not_said"
                ),
            ),
            (
                "why_not_told",
                (
                    "did_not_know_where embarrassed_ashamed fear_not_believed fear_trouble_self "
                    "fear_trouble_family self_blame not_serious threatened_not_to_tell "
                    "protect_offender nothing_would_be_done not_said"
                ),
            ),
            ("risk", "none concern danger"),
            (
                "outcome",
                "information_only handed_over left_waiting no_counsellor asleep_closed blocked",
            ),
            ("wait", "<1m 1-5m 5-15m 15-60m >60m"),
            ("length", "<10m 10-30m 30-60m >60m"),
            ("referral_result", "accepted declined unknown"),
            ("felt", "better same worse not_said"),
        ],
    )
    def test_a_group_has_the_codes_of_the_contract(self, group: str, codes: str) -> None:
        assert list(load_codes(SHIPPED / "codes.yml")[group]) == codes.split()

    def test_reasons_have_main_and_sub_codes(self) -> None:
        reasons = load_codes(SHIPPED / "codes.yml")["reason"]
        mains = {code.split(".")[0] for code in reasons}
        assert len(mains) == 11
        assert {"violence.sexual_abuse_online", "mental_health.suicidal", "peer.partner"} <= set(
            reasons
        )

    def test_a_label_without_a_language_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "codes.yml"
        file.write_text("felt: {better: {en: Better}}", encoding="utf-8")
        with pytest.raises(InvalidContent, match="felt: better: no text in th"):
            load_codes(file)


def _spoil(card: str, **fields: object) -> Change:
    def spoil(cards: dict[str, Any]) -> None:
        cards[card].update(fields)

    return spoil


def _bubble(thai: str = "ได้นะ", english: str = "OK") -> list[dict[str, str]]:
    return [{"th": thai, "en": english}]


class TestRefused:
    """Each fault is named with its file and entry, and nothing loads."""

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (_spoil("family", bubbles=_bubble(english="")), "family: bubble 1: no text in en"),
            (_spoil("family", bubbles=[]), "family: bubbles: a list is expected"),
            (_spoil("family", bubbles=_bubble() * 3), "family: at most 2 bubbles"),
            (_spoil("family", bubbles=_bubble(thai="ก" * 161)), "th: 161 characters, at most 160"),
            (_spoil("family", bubbles=_bubble(english="a" * 221)), "en: 221 characters"),
            (_spoil("family", label={"th": "ก" * 21, "en": "x"}), "21 UTF-16 units, at most 20"),
            (_spoil("family", label={"th": "x", "en": "\U0001f600" * 11}), "22 UTF-16 units"),
            (_spoil("family", choices=["card:nowhere"]), "'card:nowhere' leads nowhere"),
            (_spoil("family", choices=["topic:greet"]), "'topic:greet' leads nowhere"),
            (_spoil("family", choices=["card:" + "x" * 80]), "leads nowhere"),
            (_spoil("family", choices=[]), "a child needs a way on"),
            (_spoil("family", choices=["human"] * 12), "too many choices"),
            (_spoil("family", services=["no_such"]), "'no_such' is not in the directory"),
            (_spoil("family", kind="advice"), "family: kind: one of worry"),
            (_spoil("family", intents=["worry"]), "unknown intent 'worry'"),
            (_spoil("family", intents=["school"]), "two cards for school"),
            (_spoil("family", intents=["school"]), "no card for family"),
            (_spoil("family", tone="soft"), "family: unknown tone"),
            (_spoil("family", bubbles=_bubble(thai="น้องต้องบอกแม่")), "no orders"),
            (_spoil("family", bubbles=_bubble(english="You must tell.")), "no orders"),
            (_spoil("family", bubbles=_bubble(thai="เหยื่อ")), "not called a victim"),
            (_spoil("family", bubbles=_bubble(english="Why did you go?")), "no blame"),
            (_spoil("family", bubbles=_bubble(thai="โทร 02-713-6791")), "02-713-6791"),
            (
                _spoil("family", bubbles=_bubble(english="Call 081 234 5678")),
                "not in the directory",
            ),
        ],
    )
    def test_a_spoilt_card(self, folder: Path, spoil: Change, reason: str) -> None:
        change(folder / "cards/home.yml", spoil)
        message = refusal(folder)
        assert reason in message
        assert "home.yml" in message or "cards:" in message

    @pytest.mark.parametrize(
        "text",
        ["You have to tell.", "He did it.", "You should have said no.", "It stays online.",
         "We guarantee help.", "You will get 500.", "See Report Remove.", "ขอเงิน 500 บาท", "คุณทำได้",
         "น้องโง่", "รูปอยู่ในเน็ตตลอดไป"],
    )  # fmt: skip
    def test_a_banned_word_in_a_card_or_a_text(self, folder: Path, text: str) -> None:
        change(folder / "cards/home.yml", _spoil("family", bubbles=_bubble(text, text)))
        spoilt = {"th": text, "en": text}
        change(folder / "texts/queue.yml", lambda all_: all_["queue"].update(nobody=spoilt))
        message = refusal(folder)
        assert "home.yml: family: says" in message
        assert "queue.nobody: says" in message

    @pytest.mark.parametrize(
        "text",
        ["The law says so.", "You have the right to ask.", "A court decides.", "Go to a hospital.",
         "There is a time limit.", "It works within 72 hours.", "กฎหมายบอกไว้", "น้องมีสิทธิ์ขอ",
         "ไปโรงพยาบาลได้", "ใช้ได้ภายใน 72 ชั่วโมง"],
    )  # fmt: skip
    def test_law_rights_and_medical_facts_need_their_source(self, folder: Path, text: str) -> None:
        change(folder / "cards/home.yml", _spoil("family", bubbles=_bubble(text, text)))
        assert "family: says" in refusal(folder)
        assert "without a source" in refusal(folder)
        page = {"url": "https://example.org", "date": "2026-01", "says": "so"}
        change(folder / "cards/home.yml", _spoil("family", sources=[page]))
        assert Content.load(folder).cards["family"].sources[0].says == "so"

    def test_a_text_that_is_no_card_cannot_state_the_law(self, folder: Path) -> None:
        law = {"th": "กฎหมายห้าม", "en": "The law forbids it."}
        change(folder / "texts/queue.yml", lambda all_: all_["queue"].update(nobody=law))
        assert "queue.nobody: says 'law' without a source" in refusal(folder)

    @pytest.mark.parametrize("card", ["violence_home", "report_police", "rights_compensation"])
    def test_a_shipped_card_whose_sources_are_taken_away(self, folder: Path, card: str) -> None:
        for file in (folder / "cards").glob("*.yml"):
            change(file, lambda cards: cards.get(card, {}).pop("sources", None))
        assert f"{card}: says" in refusal(folder)

    @pytest.mark.parametrize(
        ("sources", "reason"),
        [
            ("a page", "sources: a list is expected"),
            ([{"date": "2026"}], "sources: url: None is no https address"),
            ([{"url": "http://a.org", "date": "2026"}], "is no https address"),
            ([{"url": "https://a.org"}], "sources: date: None"),
            ([{"url": "https://a.org", "date": "last week"}], "sources: date: 'last week'"),
            ([{"url": "https://a.org", "date": "n.d.", "says": 5}], "url, date and says"),
            ([{"url": "https://a.org", "date": "n.d.", "by": "me"}], "url, date and says"),
        ],
    )
    def test_a_source_that_is_none(self, folder: Path, sources: object, reason: str) -> None:
        change(folder / "cards/home.yml", _spoil("family", sources=sources))
        assert f"home.yml: family: {reason}" in refusal(folder) or reason in refusal(folder)

    def test_a_number_that_may_not_be_shown_to_every_child(self, folder: Path) -> None:
        spoil = _spoil("family", bubbles=_bubble("โทร 1441", "Call 1441"))
        change(folder / "cards/home.yml", spoil)
        assert "family: number 1441 may not be shown to every child" in refusal(folder)

    def test_a_link_nobody_knows(self, folder: Path) -> None:
        spoil = _spoil("family", bubbles=_bubble("ดูที่ help.example.org", "See @somebody"))
        change(folder / "cards/home.yml", spoil)
        message = refusal(folder)
        assert "help.example.org stands neither in the directory nor in the sources" in message
        assert "@somebody stands neither" in message

    def test_facts_of_more_than_one_service(self, folder: Path) -> None:
        services = ["childline_1387", "mental_health_1323"]
        change(folder / "cards/home.yml", _spoil("family", facts=True, services=services))
        assert "family: facts: of one service at a time" in refusal(folder)

    def test_a_danger_card_without_a_number_that_can_come(self, folder: Path) -> None:
        change(folder / "cards/danger.yml", _spoil("danger_general", bubbles=_bubble()))
        assert "danger_general: a danger card names 191 or 1669" in refusal(folder)

    def test_all_faults_stand_in_one_message(self, folder: Path) -> None:
        change(folder / "cards/home.yml", _spoil("family", choices=["card:a"]))
        change(folder / "cards/life.yml", _spoil("school", choices=["card:b"]))
        change(folder / "texts/queue.yml", lambda texts: texts["queue"].pop("kept"))
        message = refusal(folder)
        assert "home.yml: family" in message
        assert "life.yml: school" in message
        assert "texts: no queue.kept" in message

    def test_files_that_cannot_be_read_are_all_named(self, folder: Path) -> None:
        (folder / "cards/home.yml").write_text("a: [", encoding="utf-8")
        (folder / "texts/queue.yml").write_bytes(b"\xff")
        (folder / "shortcuts.yml").unlink()
        message = refusal(folder)
        assert all(name in message for name in ("home.yml", "queue.yml", "shortcuts.yml"))

    def test_a_text_with_other_fields(self, folder: Path) -> None:
        texts = {"th": "{name}", "en": "{name}"}
        change(folder / "texts/queue.yml", lambda all_: all_["queue"].update(kept=texts))
        assert "queue.kept: the fields are place" in refusal(folder)

    def test_a_button_too_wide_for_a_quick_reply(self, folder: Path) -> None:
        wide = {"th": "ก" * 21, "en": "ok"}
        change(folder / "texts/buttons.yml", lambda all_: all_["button"].update(human=wide))
        assert "button.human: th: label" in refusal(folder)

    def test_a_shortcut_that_stands_for_two_keys_or_for_none(self, folder: Path) -> None:
        change(folder / "shortcuts.yml", lambda all_: all_["typed"].update(exit=["menu"]))
        assert "'menu' stands for two keys" in refusal(folder)
        change(folder / "shortcuts.yml", lambda all_: all_["typed"].update(exit=["x"], dance=["y"]))
        assert "unknown 'dance'" in refusal(folder)

    def test_a_pattern_that_does_not_compile(self, folder: Path) -> None:
        rule = {"pattern": "(", "because": "x"}
        change(folder / "wording.yml", lambda all_: all_["never"].append(rule))
        assert "wording.yml: never" in refusal(folder)


class TestOverlay:
    """An operator's folder laid over what is shipped."""

    def test_it_replaces_a_card_and_a_text_and_leaves_the_rest(self, tmp_path: Path) -> None:
        card = {
            "kind": "worry",
            "label": {"th": "บ้าน", "en": "Home"},
            "bubbles": _bubble(),
            "choices": ["human"],
        }
        overlay = overlay_with(tmp_path, "cards/ours.yml", {"family": card})
        (overlay / "texts").mkdir()
        (overlay / "texts/ours.yml").write_text("exit: {line: {th: จ้า, en: Bye}}", encoding="utf-8")
        content = Content.load(SHIPPED, overlay)
        assert content.cards["family"].label["en"] == "Home"
        assert content.words.say("exit.line", "en") == "Bye"
        assert content.cards["school"].label["en"] == "School"

    def test_it_is_checked_like_what_is_shipped(self, tmp_path: Path) -> None:
        overlay = overlay_with(tmp_path, "cards/ours.yml", {"family": {"kind": "worry"}})
        assert "ours.yml: family: bubbles" in refusal(SHIPPED, overlay)

    def test_a_folder_without_anything_of_ours_changes_nothing(
        self, tmp_path: Path, content: Content
    ) -> None:
        assert Content.load(SHIPPED, tmp_path).cards == content.cards
