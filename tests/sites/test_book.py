from __future__ import annotations

import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bimexplorer.errors import LocalError, NameExists, NotFound
from bimexplorer.sites.book import SiteBook


@pytest.fixture
def book(tmp_path: Path) -> SiteBook:
    return SiteBook(tmp_path / "sites.json")


def test_a_new_book_is_empty(book: SiteBook) -> None:
    assert book.all() == ()


def test_sites_are_there_for_another_process(book: SiteBook, tmp_path: Path) -> None:
    office = book.add("Office", "bimcloud", "https://bim.example", "2023.2")
    other = SiteBook(tmp_path / "sites.json")
    assert other.all() == (office,)
    assert other.get(office.id) == other.named("Office") == office


def test_update_and_remove(book: SiteBook) -> None:
    office = book.add("Office", "bimcloud", "https://bim.example", "2023.2")
    book.update(replace(office, username="anna", name=" Main office "))
    assert book.get(office.id).username == "anna"
    assert book.get(office.id).name == "Main office"
    book.remove(office.id)
    book.remove(office.id)
    assert book.all() == ()


def test_a_name_stands_once_whatever_its_case(book: SiteBook) -> None:
    book.add("Office", "bimcloud", "https://bim.example", "2023.2")
    lab = book.add("Lab", "bimcloud", "https://lab.example", "2020.2")
    with pytest.raises(NameExists, match="office"):
        book.add("office", "bimcloud", "https://bim.example", "2023.2")
    with pytest.raises(NameExists):
        book.update(replace(lab, name="OFFICE"))
    assert [site.name for site in book.all()] == ["Office", "Lab"]


@pytest.mark.parametrize("name", ["", "  ", "a:b", "a/b", "a\\b", 'a"b', "C", "a\nb"])
def test_a_name_that_no_place_could_carry_is_refused(book: SiteBook, name: str) -> None:
    with pytest.raises(LocalError):
        book.add(name, "bimcloud", "https://bim.example", "2023.2")
    assert book.all() == ()


def test_what_is_not_there_is_said_with_what_is(book: SiteBook) -> None:
    book.add("Office", "bimcloud", "https://bim.example", "2023.2")
    with pytest.raises(NotFound, match=r"Known sites: Office"):
        book.named("Offise")
    with pytest.raises(NotFound):
        book.get("nothing")


@pytest.mark.parametrize("text", ["", "{", '{"sites": [{"id": 1}]}', "[]"])
def test_a_damaged_file_is_never_overwritten(book: SiteBook, tmp_path: Path, text: str) -> None:
    path = tmp_path / "sites.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LocalError, match="damaged"):
        book.add("Office", "bimcloud", "https://bim.example", "2023.2")
    assert path.read_text(encoding="utf-8") == text


def test_many_writers_lose_nothing(book: SiteBook, tmp_path: Path) -> None:
    def add(number: int) -> None:
        SiteBook(tmp_path / "sites.json").add(f"Site {number}", "bimcloud", "https://x.example", "2023.2")

    writers = [threading.Thread(target=add, args=(number,)) for number in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(site.name for site in book.all()) == sorted(f"Site {number}" for number in range(12))


def test_an_application_id_is_remembered_and_older_books_have_none(book: SiteBook, tmp_path: Path) -> None:
    plus = book.add("Plus", "bimplus", "https://api.example", "v2", application_id="5E43B7A1")
    assert SiteBook(tmp_path / "sites.json").get(plus.id).connection.application_id == "5E43B7A1"
    file = tmp_path / "sites.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r',\s*"application_id": "[^"]*"', "", text), encoding="utf-8")
    assert SiteBook(file).get(plus.id).connection.application_id == ""
