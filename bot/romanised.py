"""How Thai is written in Latin letters: the syllables by which a Thai name shows in English."""

_CONSONANT = "(?:khr|khl|khw|phr|phl|kr|kl|kw|pr|pl|tr|kh|ng|ch|th|ph|[bdfhjklmnprstwy])"
_VOWEL = "(?:ueai|uea|aeo|oei|aai|ua|ia|oe|ae|ao|ai|au|aw|ee|oo|ei|eu|ue|ui|oi|[aeiou])"

SYLLABLE = f"(?:{_CONSONANT}{_VOWEL}(?:ng|[nmktpwy])?)"
"""A pattern for one syllable, by the common ways of writing Thai, not by one standard."""

WHOLE = r"(?![a-z0-9_@\-]|'[a-rt-z]|\.[a-z])"
"""Behind a name that is a whole word: not part of an account, an address or a short form."""

HEAD = r"(?:^|[.!?,\n]\s{0,3})"
"""Before a word that begins a message or a clause."""
