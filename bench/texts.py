"""The lines the benchmark writes; the same for the helpline and for the yardstick."""

from pathlib import Path

import yaml


def load_texts() -> list[str]:
    """Return the lines, Thai and English in turns."""
    texts: list[str] = yaml.safe_load(Path(__file__).with_name("texts.yml").read_text("utf-8"))
    return texts
