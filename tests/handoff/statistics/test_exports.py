"""Exports: Thai intact, the same bytes each time, each saying what it is."""

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from datetime import date

import jsonschema
import msgspec
import openpyxl
import pytest

from bench.contacts import Regime, counters_of
from bot.words import Words
from composition.mind import CATALOGUE
from composition.published import FORMS
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.edition import Edition
from handoff.statistics.export import Exporting
from handoff.statistics.freezing import freeze
from handoff.statistics.json_export import SCHEMA
from handoff.statistics.period import Period
from handoff.statistics.xlsx_export import CHI_TABLES


@pytest.fixture(scope="module")
def edition(catalogue: Catalogue) -> Edition:
    year = Period.parse("2026")
    months = counters_of(catalogue, Regime("a", 400), year.months, seed=2)
    return freeze(catalogue, year, sum(months.values(), Counter()), (), date(2027, 1, 6))


@pytest.fixture(scope="module")
def exporting(catalogue: Catalogue, edition: Edition) -> Exporting:
    return Exporting(edition, catalogue, Words.load(CATALOGUE.with_name("words.yml")))


@pytest.mark.parametrize("form", FORMS)
def test_an_export_has_the_same_bytes_each_time(exporting: Exporting, form: str) -> None:
    assert FORMS[form](exporting) == FORMS[form](exporting)


def test_csv_opens_right_in_excel_and_holds_every_figure(
    exporting: Exporting, edition: Edition
) -> None:
    content = FORMS["csv"](exporting)
    assert content.startswith(b"\xef\xbb\xbf")
    method, _, table = content.decode("utf-8-sig").partition("\r\n\r\n")
    assert "ไม่ใช่จำนวนเด็ก" in method
    assert edition.digest() in method
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len(rows) == sum(len(one.cells) for one in edition)
    assert "ความรุนแรง" in {row["label_th_1"] for row in rows}
    assert all((row["contacts"] == "") == (row["hidden"] == "1") for row in rows)


def test_a_correction_says_which_figures_stand(exporting: Exporting, edition: Edition) -> None:
    corrected = replace(exporting, edition=msgspec.structs.replace(edition, number=2))
    assert "would move by less than 15" not in FORMS["csv"](exporting).decode()
    assert "would move by less than 15 stays" in FORMS["csv"](corrected).decode()


def test_a_workbook_opens_with_method_tables_and_the_sheet_for_chi(exporting: Exporting) -> None:
    book = openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"](exporting)))
    method = [row[0].value for row in book.worksheets[0].iter_rows()]
    assert "The figures count contacts, not children" in " ".join(map(str, method))
    chi = [[cell.value for cell in row] for row in book["CHI"].iter_rows()]
    texts = {value for row in chi for value in row if isinstance(value, str)}
    assert {"สุขภาพจิต", "Mental health", "หญิง"} <= texts
    assert any(isinstance(value, int) for row in chi for value in row)
    assert len(book.worksheets) == 2 + len(exporting.edition.tables)


def test_the_sheet_for_chi_stands_on_tables_of_the_catalogue(catalogue: Catalogue) -> None:
    assert set(CHI_TABLES) <= {table.name for table in catalogue.tables}


def test_json_is_what_its_schema_says(exporting: Exporting) -> None:
    schema = json.loads(CATALOGUE.with_name(SCHEMA).read_bytes())
    told = json.loads(FORMS["json"](exporting))
    jsonschema.validate(told, schema)
    assert (told["period"], told["edition"]) == ("2026", 1)
    assert told["notes"]["th"]
