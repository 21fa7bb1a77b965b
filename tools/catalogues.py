"""The texts as gettext catalogues, for a translator and the programs of that trade; and back.

One catalogue holds the Thai of one part, told apart by where a text stands; the files of words stay
what the helpline reads. Nothing is taken back that is doubtful, empty, names other fields, or
belongs to an English that has changed since: then no file is touched.

usage: python -m tools.catalogues [write FOLDER | take FILE...]
       without a command: refuses a catalogue that is not complete
"""

import gettext
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from bot.words import fields_of
from tools.translations import ROOT, Text, shown

PARTS = {"handoff/desk": "desk", "bot/content": "bot", "composition": "command_line"}
"""Where the texts of each catalogue stand."""

SAID_BY = (("**.py", "python"), ("**.html", "jinja2.ext:babel_extract"))
"""What says a text of the desk by its id, and how Babel reads it."""

_HEADER = "# msgctxt: where a text stands; msgid: its English; msgstr: its Thai."


def catalogues(texts: Iterable[Text]) -> dict[str, Catalog]:
    """Return the catalogue of each part, by its name."""
    found = {part: _empty(part) for part in PARTS.values()}
    for text in texts:
        part = next(part for folder, part in PARTS.items() if text.place.startswith(folder))
        flags = ["python-brace-format"] if fields_of(text.en) else []
        found[part].add(text.en, text.th, context=text.place, flags=flags)
    return found


def _empty(part: str) -> Catalog:
    return Catalog("th", project=f"helpline {part}", header_comment=_HEADER, fuzzy=False)


def _entries(catalogue: Catalog) -> Iterator[tuple[str, str, str, bool]]:
    """Yield where each text stands, its English, its Thai, and whether that is doubtful."""
    for one in catalogue:
        if one.id:
            yield str(one.context), str(one.id), str(one.string), one.fuzzy


def gaps(catalogue: Catalog) -> Iterator[str]:
    """Yield where a catalogue lacks its Thai, is doubtful, or answers otherwise once compiled."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    answers = gettext.GNUTranslations(compiled)
    for where, en, th, fuzzy in _entries(catalogue):
        if fault := _fault(en, th, fuzzy=fuzzy):
            yield f"{where}: {fault}"
        elif answers.pgettext(where, en) != th:
            yield f"{where}: is not what the compiled catalogue answers"


def unknown(ids: Iterable[str], catalogue: Catalog) -> Iterator[str]:
    """Yield every id that is said and that no text has."""
    texts = {_place(where)[1] for where, *_ in _entries(catalogue)}
    yield from (f"{one}: is said and stands nowhere" for one in sorted({*ids} - texts))


def said() -> Iterator[str]:
    """Yield every id that the pages of the desk and its code say in so many words."""
    said_by = extract_from_dir(ROOT / "handoff/desk", list(SAID_BY), keywords={"say": (1,)})
    yield from (f"desk.{found[2]}" for found in said_by)


def changes(catalogue: Catalog, texts: Iterable[Text]) -> dict[str, str]:
    """Return the Thai of a catalogue that is other than ours, by where it stands.

    Raises:
        ValueError: naming what cannot be taken, line by line.
    """
    ours = {text.place: text for text in texts}
    faults, found = [], {}
    for where, en, th, fuzzy in _entries(catalogue):
        text = ours.get(where)
        if text is None or text.en != en:
            faults.append(f"{where}: the English is another by now")
        elif fault := _fault(en, th, fuzzy=fuzzy):
            faults.append(f"{where}: {fault}")
        elif th != text.th:
            found[where] = th
    if faults:
        raise ValueError("\n".join(faults))
    return found


def with_changes(source: str, changed: Mapping[str, str]) -> str:
    """Return a file of words with other Thai, and every other sign of it as it was.

    Args:
        source: the file.
        changed: the Thai by the id of its text in this file.
    """
    tree = yaml.compose(source)
    places = {_thai_of(tree, text_id): th for text_id, th in changed.items()}
    for (start, end), th in sorted(places.items(), reverse=True):
        line_end = "\n" if source[start:end].endswith("\n") else ""
        source = source[:start] + json.dumps(th, ensure_ascii=False) + line_end + source[end:]
    return source


def _thai_of(node: yaml.Node | None, text_id: str) -> tuple[int, int]:
    for step in (*text_id.split("."), "th"):
        if isinstance(node, yaml.SequenceNode):
            node = node.value[int(step)]
        elif isinstance(node, yaml.MappingNode):
            node = next(value for key, value in node.value if str(key.value) == step)
    if node is None:
        raise ValueError(f"{text_id}: stands nowhere")
    return node.start_mark.index, node.end_mark.index


def _fault(en: str, th: str, *, fuzzy: bool) -> str:
    if fuzzy:
        return "is marked as doubtful"
    if not th.strip():
        return "has no Thai"
    if fields_of(en) != fields_of(th):
        return "names other fields"
    return ""


def _place(place: str) -> tuple[str, str]:
    """Return the file and the id of a text."""
    file, _, text_id = place.partition(".yml.")
    return f"{file}.yml", text_id


def write(folder: Path) -> None:
    """Write every catalogue into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, catalogue in catalogues(shown()).items():
        with (folder / f"{part}.th.po").open("wb") as file:
            write_po(file, catalogue, width=0)
        print(f"{folder / part}.th.po: {len(catalogue)} texts")


def take(files: Iterable[Path]) -> None:
    """Put the Thai of catalogues into our files.

    Raises:
        ValueError: one cannot be read, or something in it cannot be taken; nothing was changed.
    """
    texts, changed = list(shown()), dict[str, str]()
    for file in files:
        changed |= changes(_read(file), texts)
    for name, places in groupby(sorted(changed), key=lambda place: _place(place)[0]):
        path = ROOT / name
        those = {_place(place)[1]: changed[place] for place in places}
        path.write_text(with_changes(path.read_text(encoding="utf-8"), those), encoding="utf-8")
    print(f"{len(changed)} texts taken")


def _read(file: Path) -> Catalog:
    try:
        with file.open("rb") as opened:
            return read_po(opened, abort_invalid=True)
    except (OSError, UnicodeDecodeError, PoFileError) as error:
        raise ValueError(f"{file}: {error}") from None


def check() -> int:
    """Print what is not complete; 1 if there is anything."""
    found = catalogues(shown())
    faults = [fault for catalogue in found.values() for fault in gaps(catalogue)]
    faults += unknown(said(), found["desk"])
    counts = ", ".join(f"{part} {len(catalogue)}" for part, catalogue in found.items())
    print(*faults, f"catalogues in Thai: {counts} texts, {len(faults)} to mend", sep="\n")
    return 1 if faults else 0


def main(arguments: list[str]) -> int:
    """Do what was asked; 1 when it could not be done."""
    match arguments:
        case []:
            return check()
        case ["write", folder]:
            write(Path(folder))
        case ["take", *files] if files:
            try:
                take(map(Path, files))
            except ValueError as error:
                print(error)
                return 1
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
