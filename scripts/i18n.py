#!/usr/bin/env python3
"""Keeps the translations: collects every ``tr("…")`` of the package into the .ts files, and checks them.

``i18n.py update`` adds new texts (unfinished), marks nothing else and drops texts that left the code;
``i18n.py check`` fails on a text without a translation or with other ``{places}`` than the original;
``i18n.py fill FILE.json`` writes translations from ``{"english": "polski" | ["one", "few", "many"]}``.
Qt's own pylupdate takes the context from the enclosing class; the plugin has one context, hence this.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path
from xml.dom.minidom import Document, parse

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "kmzb_qgis"
LANGUAGES = {"pl": 3}  # language: number of plural forms in Qt
CONTEXT = "KMZB"


def texts() -> dict[str, bool]:
    """Every literal given to tr(), in order of file and line, with whether it is counted (``n=``)."""
    found: dict[str, bool] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and _name(node.func) in {"tr", "tr_noop"}):
                continue
            if not node.args or not isinstance(node.args[0], ast.Constant) or not isinstance(node.args[0].value, str):
                if path.name == "i18n.py":
                    continue
                sys.exit(f"{path.relative_to(ROOT)}:{node.lineno}: tr() takes a literal")
            counted = len(node.args) > 1 or any(keyword.arg == "n" for keyword in node.keywords)
            text = node.args[0].value
            found[text] = found.get(text, False) or counted
    return found


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def read(path: Path) -> dict[str, list[str]]:
    """Finished translations of a .ts file: text to its form or forms."""
    if not path.exists():
        return {}
    known = {}
    for message in parse(str(path)).getElementsByTagName("message"):
        source = _text(message.getElementsByTagName("source")[0])
        translation = message.getElementsByTagName("translation")[0]
        if translation.getAttribute("type") == "unfinished":
            continue
        forms = [_text(form) for form in translation.getElementsByTagName("numerusform")] or [_text(translation)]
        known[source] = forms
    return known


def _text(node) -> str:
    return "".join(
        child.data for child in node.childNodes if child.nodeType in (child.TEXT_NODE, child.CDATA_SECTION_NODE)
    )


def write(path: Path, language: str, found: dict[str, bool], known: dict[str, list[str]]) -> int:
    """Write a .ts file; returns the number of unfinished texts."""
    document = Document()
    root = document.createElement("TS")
    root.setAttribute("version", "2.1")
    root.setAttribute("language", language)
    document.appendChild(root)
    context = root.appendChild(document.createElement("context"))
    context.appendChild(document.createElement("name")).appendChild(document.createTextNode(CONTEXT))
    unfinished = 0
    for text, counted in sorted(found.items()):
        message = context.appendChild(document.createElement("message"))
        message.appendChild(document.createElement("source")).appendChild(document.createTextNode(text))
        translation = message.appendChild(document.createElement("translation"))
        forms = known.get(text, [])
        complete = len(forms) == (LANGUAGES[language] if counted else 1) and all(forms)
        if counted:
            message.setAttribute("numerus", "yes")
            for form in forms if complete else [""] * LANGUAGES[language]:
                translation.appendChild(document.createElement("numerusform")).appendChild(
                    document.createTextNode(form)
                )
        elif complete:
            translation.appendChild(document.createTextNode(forms[0]))
        if not complete:
            translation.setAttribute("type", "unfinished")
            unfinished += 1
    body = "\n".join(_lines(root, 0))
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")
    return unfinished


def _lines(node, depth: int):
    """XML lines without white space inside texts (minidom's pretty printer adds it)."""
    elements = [child for child in node.childNodes if child.nodeType == child.ELEMENT_NODE]
    if not elements:
        yield " " * depth + node.toxml()
        return
    attributes = "".join(f' {name}="{value}"' for name, value in sorted(node.attributes.items()))
    yield " " * depth + f"<{node.tagName}{attributes}>"
    for child in elements:
        yield from _lines(child, depth + 1)
    yield " " * depth + f"</{node.tagName}>"


def places(text: str) -> set[str]:
    """The ``{places}`` and ``%n`` of a text."""
    return set(re.findall(r"\{[^{}]*\}|%n", text))


def problems(language: str) -> list[str]:
    """What is wrong with a language's translations; empty where all is well."""
    found, known = texts(), read(PACKAGE / "i18n" / f"kmzb_{language}.ts")
    wrong = [f"not translated: {text!r}" for text in found if text not in known]
    wrong += [f"no longer in the code: {text!r}" for text in known if text not in found]
    for text, counted in found.items():
        forms = known.get(text, [])
        if forms and len(forms) != (LANGUAGES[language] if counted else 1):
            wrong.append(f"wrong number of plural forms: {text!r}")
        wrong += [f"other places in {form!r} than in {text!r}" for form in forms if places(form) != places(text)]
    return wrong


def main() -> None:
    """Command line: update, check, missing, or fill FILE."""
    command = sys.argv[1] if len(sys.argv) > 1 else "check"
    for language in LANGUAGES:
        path = PACKAGE / "i18n" / f"kmzb_{language}.ts"
        if command == "check":
            wrong = problems(language)
            if wrong:
                sys.exit("\n".join([f"{language}: {len(wrong)} problem(s)", *wrong]))
            print(f"i18n: {language} complete, {len(texts())} texts")
            continue
        if command == "missing":
            known = read(path)
            missing = {text: "" for text in texts() if text not in known}
            print(json.dumps(missing, ensure_ascii=False, indent=1))
            continue
        known = read(path)
        if command == "fill":
            for text, forms in json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")).items():
                known[text] = [forms] if isinstance(forms, str) else list(forms)
        unfinished = write(path, language, texts(), known)
        print(f"i18n: {path.relative_to(ROOT)}: {len(texts())} texts, {unfinished} unfinished")


if __name__ == "__main__":
    main()
