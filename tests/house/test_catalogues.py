"""Every text of every page is there in Spanish, and what is compiled is what was translated."""

from pathlib import Path

import pytest
from house import catalogue

FOLDERS = catalogue.jobs()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_text_has_its_spanish(folder: Path) -> None:
    assert catalogue.missing(folder) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_translation_is_left_over(folder: Path) -> None:
    assert catalogue.leftovers(folder) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_compiled_file_is_up_to_date(folder: Path) -> None:
    path = catalogue.catalogue_path(folder)
    assert path.with_suffix(".mo").read_bytes() == catalogue.compiled(catalogue.read(folder))


def test_a_text_in_a_template_is_found(tmp_path: Path) -> None:
    template = tmp_path / "templates" / "page.html"
    template.parent.mkdir()
    plural = "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
    template.write_text('{% translate "One" %} ' + plural)
    assert list(catalogue.texts_of(tmp_path)) == ["One", ("%(n)s day", "%(n)s days")]
