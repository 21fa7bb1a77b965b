"""The intents of CONTRACT.md: every name understanding may answer with, and nothing else.

What a child is told for each stands in a card (`bot/content/cards`) or in a rule of the dialogue;
loading the content fails when one has neither.
"""

WORRIES = frozenset(
    {
        "sextortion",
        "images_shared",
        "images_requested",
        "sexual_talk",
        "sexual_offer",
        "online_meeting",
        "sexual_abuse",
        "violence_home",
        "bullying",
        "suicide",
        "self_harm",
        "distress",
        "family",
        "relationships",
        "identity",
        "sexual_health",
        "school",
        "scam_hacked",
        "runaway",
        "substance_use",
    }
)
QUESTIONS = frozenset(
    {
        "where_to_get_help",
        "remove_images",
        "report_police",
        "rights_compensation",
        "confidentiality",
        "blame",
        "tell_someone",
        "keep_evidence",
        "block_report",
        "about_service",
        "are_you_bot",
        "waiting_time",
    }
)
SMALL_TALK = frozenset({"greet", "thanks", "goodbye", "yes", "no", "skip", "insult"})
DIALOGUE = SMALL_TALK | {
    "talk_to_human",
    "change_language",
    "for_friend",
    "adult_asking",
    "quick_exit",
    "delete_my_data",
    "out_of_scope",
}
INTENTS = WORRIES | QUESTIONS | DIALOGUE
