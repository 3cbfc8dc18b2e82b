"""configs/languages.toml as questions: which ISO 639 code is this word, and which bare tags are languages?"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from builder.bundled import bundled

MULTILINGUAL = "multilingual"  # the Hub's own word, which stands for no language in particular
NORWEGIAN = "no"  # YAML 1.1 reads this code as the boolean false, so that records and cards hold false in its place
# BCP 47 as far as cards use it: a language, then script, region or variant; NLLB joins them with '_'
TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})+")
SEVERAL = re.compile(r"\s*[,;/|&+，、；]\s*|\s+(?:and|-)\s+")
AROUND = " \t\"'`[]."  # of a list that was written as text, or at the end of a sentence
ASIDE = re.compile(r"-?\(.*|-(?:language|languages|only)$")  # 'English (US)', 'English language'


@dataclass(frozen=True)
class Languages:
    """The data of languages.toml: word in lower case -> code, of declared languages and of bare tags."""

    codes: dict[str, str]
    names: dict[str, str]
    tags: dict[str, str]


@lru_cache
def load_languages() -> Languages:
    """The bundled languages.toml. A name of several languages means the one that has a code of two letters."""
    data = tomllib.loads((bundled("configs") / "languages.toml").read_text(encoding="utf-8"))
    codes: dict[str, str] = {}
    by_name: dict[str, list[str]] = {}
    for line in data["table"]["codes"].splitlines():
        said, _, name = line.partition(" | ")
        if said:
            code, *others = said.split()
            codes |= dict.fromkeys([code, *others], code)
            by_name.setdefault(_folded(name), []).append(code)
    names = {name: min(found, key=len) for name, found in by_name.items() if _is_one(found)} | data["spellings"]
    tags = {tag: code for tag, code in codes.items() if tag not in data["words"]}
    known = {word: code for word, code in codes.items() if word not in data["declared"]}
    return Languages(known, names, tags | {MULTILINGUAL: MULTILINGUAL})


def language_codes(word: str) -> list[str]:
    """The codes of ISO 639 (the shortest) that a declared language means, none where it means no language.

    'en', 'English', 'en-US', 'eng_Latn' are 'en'; 'English and German' are two; 'python' is none. The Hub's word
    'multilingual' stays.
    """
    word = word.strip(AROUND)
    known = _code(word)
    if known:
        return [known]
    parts = SEVERAL.split(word)
    if len(parts) == 1:
        parts = word.split()
        if not all(part in load_languages().codes for part in parts):
            parts = [part for part in parts if language_name(part)]  # 'German (Austria) only', 'French Cszech'
    return list(dict.fromkeys(code for part in parts if (code := _code(part.strip(AROUND)))))


def tag_language(tag: str) -> str | None:
    """The language of a bare tag, None where it is none: only codes count, and no code that is a word of the trade."""
    return load_languages().tags.get(tag)


def language_name(word: str) -> str | None:
    """The code of two letters of a language that is named by its whole name ('Tamil'); None of any other word."""
    folded = _folded(word)
    code = load_languages().names.get(folded) if len(folded) > 3 else None
    return code if code is not None and len(code) == 2 else None


def _code(word: str) -> str | None:
    languages, folded = load_languages(), _folded(word)
    if found := languages.codes.get(folded) or languages.names.get(folded):
        return found
    parts = TAG.fullmatch(word.strip())
    if parts is not None:
        return languages.codes.get(parts[1].lower())
    plain = ASIDE.sub("", folded)
    return languages.codes.get(plain) or languages.names.get(plain) if plain != folded else None


def _folded(word: str) -> str:
    return re.sub(r"[\s_]+", "-", word.strip().casefold())


def _is_one(codes: list[str]) -> bool:
    """Whether a name that these codes share is one language's: a macrolanguage and its member share theirs."""
    return len(codes) == 1 or sum(len(code) == 2 for code in codes) == 1
