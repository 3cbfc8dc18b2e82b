"""Requirement files -> the machine-learning packages that a repository asks for. Text is read, nothing is run."""

import configparser
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Pep508
from packaging.utils import canonicalize_name

from builder.redaction.privacy import mask

# Packages that load, train, serve or convert models; conda's own names too. Others are no concern of this table.
PACKAGES = frozenset(
    """
    accelerate adapter-transformers adapters allennlp asteroid autoawq auto-gptq bertopic bitsandbytes catboost
    clip coqui-tts ctransformers ctranslate2 datasets deepspeed detectron2 diffusers easyocr espnet espnet-model-zoo
    evaluate fairseq fastai faster-whisper flair flash-attn flax gliner google-generativeai gpt4all haystack-ai
    huggingface-hub insightface jax jaxlib keras keras-cv keras-hub keras-nlp kornia langchain-huggingface lightgbm
    litellm llama-cpp-python llama-index lightning mlx mlx-lm mmcv mmdet mmsegmentation mxnet nemo-toolkit
    onnx onnxruntime onnxruntime-gpu open-clip-torch openai-whisper openvino optimum optimum-intel paddleocr
    paddlepaddle paddlepaddle-gpu peft pyannote-audio pytorch pytorch-cpu pytorch-gpu pytorch-lightning
    pytorch-pretrained-bert pytorch-transformers rembg safetensors scikit-learn segment-anything
    segmentation-models-pytorch sentence-transformers sentencepiece setfit sglang simpletransformers spacy
    spacy-transformers speechbrain stanza super-gradients tensorflow tensorflow-cpu tensorflow-gpu tensorflow-hub
    text-generation tf-keras timm tokenizers torch torchaudio torchtext torchvision trankit transformers trl tts
    txtai ultralytics unsloth vllm whisperx xformers xgboost
    """.split()  # noqa: SIM905 - a table to read
)

LONGEST_TOML = 100_000  # characters; tomllib's time for a dotted key grows with the square of its length

NOT_OF_IT = re.compile(r"(?:^|\s)(?:#|--).*")  # what pip takes beside a requirement: comments, --hash and other options
LENIENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*([<>=!~^][^;]*)?(?:;.*)?")
FROM_REPOSITORY = re.compile(r"\s*(?:-e\s+|--editable[ =])?((?:git|hg|svn|bzr)\+[^\s;]+)")
EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")
LAST_PART = re.compile(r"/([A-Za-z0-9_-][A-Za-z0-9._-]*?)(?:\.git)?(?:@[^@#]*)?(?:#.*)?$")
QUOTED = re.compile(r"""(?<![\w\])]\[)(?<![\w'"])(['"])([^'"\n\\]{1,300})\1(?!\s*[:'"])""")
NOT_REQUIRED = re.compile(  # the package's own name, its keywords, calls that only look
    r"""(?m)^[ \t]*\#.*$|\bname\s*=\s*(['"]).*?\1|\bkeywords\s*=\s*(?:\[[^\]]{0,2000}\]|(['"]).*?\2)"""
    r"""|\b(?:find_spec|import_module|__import__|get_distribution|version)\(\s*(['"]).*?\3"""
)


class Requirement(NamedTuple):
    """A package, normalised as PEP 503 says, and what versions are asked for, as written ('' for any)."""

    name: str
    specifier: str


def dependencies(path: str, data: bytes) -> list[dict[str, str | None]]:
    """Machine-learning packages that a file asks for as {name, specifier, path}, sorted; none where it is no such file.

    A package that stands there with a specifier is not listed again without one.
    """
    reader = reader_of(path)
    found = set(reader(_text(data))) if reader else set()
    known = {one for one in found if one.name in PACKAGES}
    versioned = {one.name for one in known if one.specifier}
    kept = sorted(one for one in known if one.specifier or one.name not in versioned)
    return [{"name": name, "specifier": mask(wanted) or None, "path": mask(path)} for name, wanted in kept]


def reader_of(path: str) -> Callable[[str], Iterator[Requirement]] | None:
    """The reader for a path of a repository, None for a file that holds no requirements."""
    return next((reader for pattern, reader in READERS if pattern.search(path)), None)


def requirement(text: str) -> Requirement | None:
    """One requirement as pip takes it (PEP 508, or 'git+URL'), None for anything else.

    What PEP 508 does not allow is taken as written: conda's 'name=version', Poetry's '^2', versions older than PEP 440.
    """
    repository = FROM_REPOSITORY.match(text)
    if repository:
        url = repository[1]
        name = EGG.search(url) or LAST_PART.search(url)
        return Requirement(canonicalize_name(name[1]), f"@ {url}") if name else None
    line = NOT_OF_IT.sub("", text).strip()
    try:
        read = Pep508(line)
    except InvalidRequirement:
        found = LENIENT.fullmatch(line)
        return Requirement(canonicalize_name(found[1]), (found[2] or "").strip()) if found else None
    return Requirement(canonicalize_name(read.name), f"@ {read.url}" if read.url else str(read.specifier))


def _text(data: bytes) -> str:
    """A file's text; PowerShell writes requirement files as UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def _each(texts: Any) -> Iterator[Requirement]:  # noqa: ANN401 - whatever a file of others holds
    """The requirements in a list of text; nothing where it is no list."""
    for text in texts if isinstance(texts, list) else ():
        found = requirement(text) if isinstance(text, str) else None
        if found:
            yield found


def _requirements_txt(text: str) -> Iterator[Requirement]:
    return _each(re.sub(r"\\\r?\n", " ", text).splitlines())


def _pyproject(text: str) -> Iterator[Requirement]:
    if len(text) > LONGEST_TOML:
        return
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):
        return
    yield from _each(_at(data, "project", "dependencies"))
    for groups in (_at(data, "project", "optional-dependencies"), _at(data, "dependency-groups")):
        for group in _values(groups):
            yield from _each(group)
    poetry = _at(data, "tool", "poetry")
    tables = [_at(poetry, "dependencies"), _at(poetry, "dev-dependencies")]
    for table in tables + [_at(group, "dependencies") for group in _values(_at(poetry, "group"))]:
        for name, value in table.items() if isinstance(table, dict) else ():
            for one in value if isinstance(value, list) else [value]:
                yield Requirement(canonicalize_name(name), _poetry_specifier(one))


def _poetry_specifier(value: Any) -> str:  # noqa: ANN401
    """'^2' and {version = '^2'} as written; {git = URL} and {url = URL} as an address."""
    if isinstance(value, str):
        return value
    version, address = _at(value, "version"), _at(value, "git") or _at(value, "url")
    if isinstance(version, str):
        return version
    return f"@ {address}" if isinstance(address, str) else ""


def _at(data: Any, *keys: str) -> Any:  # noqa: ANN401
    """What lies below these keys; None where there is none, or something else than tables on the way."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _values(data: Any) -> list[Any]:  # noqa: ANN401
    return list(data.values()) if isinstance(data, dict) else []


def _setup_cfg(text: str) -> Iterator[Requirement]:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    options = parser["options"] if parser.has_section("options") else {}
    extras = parser["options.extras_require"] if parser.has_section("options.extras_require") else {}
    for value in (options.get("install_requires", ""), options.get("tests_require", ""), *extras.values()):
        yield from _each(value.splitlines())


def _setup_py(text: str) -> Iterator[Requirement]:
    return _each([found[2] for found in QUOTED.finditer(NOT_REQUIRED.sub("", text))])


def _environment_yml(text: str) -> Iterator[Requirement]:
    """The list under 'dependencies', and pip's list within it; conda writes 'name=version' and 'name version'."""
    section = ""
    for line in text.splitlines():
        key = re.match(r"([A-Za-z_]+)\s*:", line)
        section = key[1] if key else section
        item = re.match(r"""\s*-\s*["']?(?:[\w./-]+::)?([^"']+)""", line) if section == "dependencies" else None
        if item:
            yield from _each([re.sub(r"^([\w.-]+)\s+(?=[\d*])", r"\1=", item[1].strip())])


READERS: tuple[tuple[re.Pattern[str], Callable[[str], Iterator[Requirement]]], ...] = (
    (re.compile(r"(?i)requirements[^/]*\.(?:txt|in)$|(?:^|/)requirements/[^/]+\.(?:txt|in)$"), _requirements_txt),
    (re.compile(r"(?:^|/)pyproject\.toml$"), _pyproject),
    (re.compile(r"(?:^|/)setup\.cfg$"), _setup_cfg),
    (re.compile(r"(?:^|/)setup\.py$"), _setup_py),
    (re.compile(r"(?:^|/)environment[^/]*\.ya?ml$"), _environment_yml),
)
