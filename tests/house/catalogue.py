"""Keep the Spanish catalogues complete: one `locale/es` for each job of the web, and the compiled file beside it.

    python3 run messages [JOB ...]   adds missing texts to the catalogues (empty, to be translated), compiles
                                     them and lists what is still untranslated

The tests call the same functions: a text without Spanish, a leftover translation and a stale compiled file all fail.
"""

import ast
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[2] / "src" / "adsum"
SINGULAR = {"gettext", "gettext_lazy", "_", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
Message = str | tuple[str, str]


def jobs() -> list[Path]:
    """The folders with texts of their own: each job of the web, and the rooms whose choices have labels."""
    folders = [path for path in sorted((SOURCE / "web").iterdir()) if (path / "__init__.py").exists()]
    rooms = [path for path in sorted(SOURCE.iterdir()) if path.name not in {"web", "policy", "interop", "cli"}]
    return [path for path in [*folders, *rooms] if path.is_dir() and any(texts_of(path))]


def texts_of(folder: Path) -> Iterator[Message]:
    """Every text marked for translation in a folder's modules and templates."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from in_python(path.read_text(encoding="utf-8"))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from in_python(as_python(path))


def as_python(path: Path) -> str:
    """A template turned into gettext calls by Django's own extractor, made parseable."""
    from django.utils.translation.template import templatize

    lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
    return "\n".join(call for line in lines for call in calls_in(line))


CALL = re.compile(r"\bn?gettext\(")


def calls_in(line: str) -> Iterator[str]:
    """The gettext calls of one line; templatize leaves X's for everything else, so a call ends where it parses."""
    for found in CALL.finditer(line):
        for end in range(found.end(), len(line)):
            if line[end] == ")" and parses(line[found.start() : end + 1]):
                yield line[found.start() : end + 1]
                break


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def in_python(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if name in SINGULAR and words:
            yield words[0]
        elif name in PLURAL and len(words) >= 2:
            yield (words[0], words[1])


def catalogue_path(folder: Path) -> Path:
    return folder / "locale" / "es" / "LC_MESSAGES" / "django.po"


def read(folder: Path) -> Catalog:
    path = catalogue_path(folder)
    if not path.exists():
        return Catalog(locale="es", project="Adsum")
    with path.open("rb") as file:
        return read_po(file, locale="es")


def compiled(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def missing(folder: Path) -> list[Message]:
    """Texts of a folder without Spanish."""
    catalogue = read(folder)
    return [text for text in dict.fromkeys(texts_of(folder)) if not is_translated(catalogue, text)]


def is_translated(catalogue: Catalog, text: Message) -> bool:
    message = catalogue.get(text if isinstance(text, str) else text[0])
    if message is None:
        return False
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(strings) and (isinstance(text, str) or len(strings) == 2)


def leftovers(folder: Path) -> list[str]:
    """Translations whose text is gone."""
    used = {text if isinstance(text, str) else text[0] for text in texts_of(folder)}
    ids = [m.id[0] if isinstance(m.id, (list, tuple)) else m.id for m in read(folder) if m.id]
    return [text for text in ids if text not in used]


def update(folder: Path) -> None:
    """Add what is missing, drop what is gone, compile."""
    catalogue = read(folder)
    for text in missing(folder):
        catalogue.add(text if isinstance(text, str) else tuple(text), string="" if isinstance(text, str) else ("", ""))
    for text in leftovers(folder):
        catalogue.delete(text)
    path = catalogue_path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, omit_header=False)
    path.with_suffix(".mo").write_bytes(compiled(read(folder)))


def main(names: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adsum.settings")
    folders = [folder for folder in jobs() if not names or folder.name in names]
    open_texts = 0
    for folder in folders:
        update(folder)
        for text in missing(folder):
            print(f"{folder.name}: not in Spanish yet: {text!r}")
            open_texts += 1
    print(f"{len(folders)} catalogues compiled, {open_texts} texts without Spanish.")
    return 1 if open_texts else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
