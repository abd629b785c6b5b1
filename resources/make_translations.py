"""Bring the translations up to date: read the words from the source, check, and release.

    python resources/make_translations.py            update the .ts files and their .qm files
    python resources/make_translations.py --check    change nothing; list what is wrong

The .ts files are edited with Qt Linguist or by hand. The .qm files are what the program reads;
they are committed, so that neither the wheel nor the .exe needs Qt's tools to be built. English
stands in the source, so `convolens_en.ts` holds plural forms only.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import PySide6

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = {"zh_CN": 1, "en": 2}
"""The languages, and how many plural forms each has."""

_PLACE = re.compile(r"\{[^}]*\}|%n|%\d")
_MNEMONIC = re.compile(r"&(?=[^&\s])")


@dataclass(frozen=True, slots=True)
class Message:
    """One text of the source, and its translations: one, or one for each plural form."""

    context: str
    source: str
    comment: str
    plural: bool
    translations: tuple[str, ...]
    finished: bool

    def problems(self, forms: int) -> Iterator[str]:
        """Tell in words what is wrong with the translation."""
        if not self.context:
            yield 'is marked outside a class; use translate("context", …)'
        if not self.finished or not all(text.strip() for text in self.translations):
            yield "is not translated"
            return
        if self.plural and len(self.translations) != forms:
            yield f"has {len(self.translations)} plural forms, not {forms}"
        wanted = sorted(_PLACE.findall(self.source))
        for text in self.translations:
            found = sorted(_PLACE.findall(text))
            # "One layer" may do without the number.
            if found != wanted and not (self.plural and forms > 1 and "%n" not in found):
                yield f"has {found} where the source has {wanted}"
            letters = [
                len(_MNEMONIC.findall(each.replace("&&", ""))) for each in (self.source, text)
            ]
            if letters[0] != letters[1]:
                yield "has another number of letters marked with &"
            if self.source[-1:] in "…:" and text[-1:] not in "…:：":
                yield f"does not end in {self.source[-1:]}"
            if self.source[:1].isspace() != text[:1].isspace():
                yield "begins with another space"


def path_of(language: str, suffix: str = ".ts") -> Path:
    """Return the file of a language: `.ts`, its source, or `.qm`, what the program reads."""
    return FOLDER / f"convolens_{language}{suffix}"


def read(path: Path) -> list[Message]:
    """Return all messages of a .ts file."""
    messages = []
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for each in context.iter("message"):
            translation = each.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")]
            messages.append(
                Message(
                    name,
                    each.findtext("source") or "",
                    each.findtext("comment") or "",
                    each.get("numerus") == "yes",
                    tuple(forms) or (translation.text or "",),
                    translation.get("type") is None,
                )
            )
    return messages


def extract(language: str, path: Path) -> None:
    """Bring a .ts file up to date with the source; what is translated stays."""
    plural_only = ["-pluralonly"] if language == "en" else []
    _run(
        "lupdate", *map(str, sorted((ROOT / "gui").rglob("*.py"))), *plural_only, "-no-obsolete",
        "-locations", "none", "-source-language", "en", "-target-language", language,
        "-disable-heuristic", "similartext", "-silent", "-ts", str(path),
    )  # fmt: skip


def release(language: str) -> None:
    """Write the .qm file of a language."""
    _run("lrelease", "-silent", str(path_of(language)), "-qm", str(path_of(language, ".qm")))


def _run(tool: str, *arguments: str) -> None:
    folder = Path(PySide6.__file__).parent
    program = shutil.which(tool, path=str(folder))
    if program is None:
        raise SystemExit(f"{tool} is not in {folder}; PySide6-Essentials has it")
    subprocess.run([program, *arguments], check=True)


def problems(language: str) -> list[str]:
    """Return in words what is missing from a .ts file, or wrong in it."""
    kept = path_of(language)
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / kept.name
        shutil.copy(kept, fresh)
        extract(language, fresh)
        wanted = {_key(message) for message in read(fresh)}
    messages = read(kept)
    have = {_key(message) for message in messages}
    found = [f"{key[0]}: {key[1]!r} is missing" for key in sorted(wanted - have)]
    found += [f"{key[0]}: {key[1]!r} is no longer used" for key in sorted(have - wanted)]
    for message in messages:
        for problem in message.problems(LANGUAGES[language]):
            found.append(f"{message.context}: {message.source!r} {problem}")
    return found


def _key(message: Message) -> tuple[str, str, str]:
    return message.context, message.source, message.comment


def main() -> int:
    """Update or check, and return 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="change nothing")
    options = parser.parse_args()
    wrong = False
    for language in LANGUAGES:
        if not options.check:
            extract(language, path_of(language))
            release(language)
        found = problems(language)
        wrong = wrong or bool(found)
        print(f"{language}: {len(read(path_of(language)))} texts, {len(found)} problems")
        for problem in found:
            print(f"  {problem}", file=sys.stderr)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
