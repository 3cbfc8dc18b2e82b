"""Entry points that a repository offers to torch.hub, read from its hubconf.py: nothing is imported or run.

torch.hub lists every public callable of hubconf.py. Left out are helpers: what is imported and takes no `pretrained`,
`weights` or further keywords, what hubconf.py itself calls while it is imported, and names that torch.hub's own pages
use for anything but models.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from builder.errors import SkipItem
from builder.repository.trees import Tree
from builder.sources.literal_names import statements as _statements
from builder.sources.literal_names import strings

HUBCONF = "hubconf.py"
NO_MODEL = re.compile(r"_.*|.*_utils|transforms|dependencies")
OF_WEIGHTS = {"pretrained", "weights", "checkpoint", "checkpoint_path"}
MOST_BYTES = 2_000_000  # of a file of code
MOST_HOPS = 6  # from module to module
ROOTS = ("", "src/")  # where a repository's packages lie


def is_model(name: str) -> bool:
    """Whether an entry point's name is none of those that stand for anything but models."""
    return NO_MODEL.fullmatch(name) is None


def entry_points(tree: Tree) -> dict[str, str]:
    """Name of each entry point -> 'hubconf' or 'registry'. SkipItem 'no_hubconf' or 'hubconf_unreadable'."""
    files = _Files(tree)
    module = files.parsed(HUBCONF)
    if module is None:
        reason = "hubconf_unreadable" if HUBCONF in files.paths else "no_hubconf"
        raise SkipItem(reason, "no hubconf.py that can be parsed" if HUBCONF in files.paths else "")
    found = dict.fromkeys(_registered(module, files), "registry")
    return found | dict.fromkeys(_public(module, files), "hubconf")


@dataclass(frozen=True)
class _Files:
    tree: Tree

    @cached_property
    def paths(self) -> set[str]:
        return {entry.path for entry in self.tree.entries() if entry.kind == "file" and entry.path.endswith(".py")}

    def parsed(self, *paths: str) -> ast.Module | None:
        """The first of these files that is there, parsed; None where none can be."""
        return next((module for _, module in self.all(path for path in paths if path in self.paths)), None)

    def all(self, paths: Iterable[str]) -> Iterator[tuple[str, ast.Module]]:
        wanted = set(paths)
        asked = [entry for entry in self.tree.entries() if entry.path in wanted and entry.size <= MOST_BYTES]
        for entry, data in self.tree.read(asked):
            try:
                yield entry.path, ast.parse(data or b"\0")
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue


def _public(module: ast.Module, files: _Files) -> list[str]:
    names = []
    for one in _statements(module.body):
        match one:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.append(name)
            case ast.ImportFrom(module=str(source), names=aliases, level=0):
                for alias in aliases:
                    shown = _all(files, source) if alias.name == "*" else [alias.name]
                    names += [alias.asname or name for name in shown if _loads(files, source, name)]
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda() | ast.Call(func=ast.Name(id="partial"))):
                names.append(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr="partial"))):
                names.append(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)) if other in names:
                names.append(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(value=owner, attr=member)):
                names += [name] if _loads(files, _imported(module, ast.unparse(owner)), member) else []
    helpers = _called(module)
    return [name for name in names if is_model(name) and name not in helpers]


def _called(module: ast.Module) -> set[str]:
    """Functions that hubconf.py calls while it is imported: they check versions and the like."""
    parts = (
        one.test if isinstance(one, ast.If) else one
        for one in _statements(module.body)
        if isinstance(one, ast.If | ast.Expr | ast.Assign | ast.Assert)
    )
    calls = (node.func for part in parts for node in ast.walk(part) if isinstance(node, ast.Call))
    return {function.id for function in calls if isinstance(function, ast.Name)}


def _imported(module: ast.Module, name: str) -> str:
    """The module that a name stands for in hubconf.py."""
    for one in _statements(module.body):
        match one:
            case ast.Import(names=aliases):
                known = {alias.asname or alias.name: alias.name for alias in aliases}
            case ast.ImportFrom(module=str(source), names=aliases, level=0):
                known = {alias.asname or alias.name: f"{source}.{alias.name}" for alias in aliases}
            case _:
                continue
        if name in known:
            return known[name]
    return name


def _module(files: _Files, name: str) -> ast.Module | None:
    path = name.replace(".", "/")
    return files.parsed(*(f"{root}{path}{end}" for root in ROOTS for end in (".py", "/__init__.py")))


def _all(files: _Files, source: str) -> list[str]:
    module = _module(files, source)
    return [one.name for one in module.body if isinstance(one, ast.FunctionDef)] if module else []


def _loads(files: _Files, source: str, name: str, hops: int = 0) -> bool:
    """Whether a name of a module of the repository is a function that takes weights."""
    module = _module(files, source)
    if module is None or hops > MOST_HOPS:
        return False
    for one in _statements(module.body):
        match one:
            case ast.FunctionDef(name=found, args=arguments) if found == name:
                every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
                return arguments.kwarg is not None or any(argument.arg in OF_WEIGHTS for argument in every)
            case ast.ImportFrom(names=aliases):
                package = source if _is_package(files, source) else source.rpartition(".")[0]
                wanted = _imported_as(name, aliases)
                if any(_loads(files, _absolute(package, one), inner, hops + 1) for inner in wanted):
                    return True
    return False


def _imported_as(name: str, aliases: Sequence[ast.alias]) -> Iterator[str]:
    """The names that an import may bring in as `name`."""
    for alias in aliases:
        if alias.name == "*":
            yield name
        elif (alias.asname or alias.name) == name:
            yield alias.name


def _is_package(files: _Files, source: str) -> bool:
    return any(f"{root}{source.replace('.', '/')}/__init__.py" in files.paths for root in ROOTS)


def _absolute(package: str, one: ast.ImportFrom) -> str:
    if not one.level:
        return one.module or ""
    above = package.split(".")[: len(package.split(".")) - one.level + 1]
    return ".".join([*above, *([one.module] if one.module else [])])


def _registered(module: ast.Module, files: _Files) -> list[str]:
    """Names that hubconf writes into `globals()`: of `hub_models()` dictionaries, or of a literal."""
    statements = list(_statements(module.body))
    names: list[str] = []
    for one in statements:
        match one:
            case ast.Assign(targets=[ast.Subscript(value=owner, slice=ast.Constant(value=str(name)))]):
                names += [name] if _is_globals(owner) else []
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="update"), args=[table])):
                names += strings(table, module.body) if _is_globals(owner) else []
    for loop in (one for one in statements if isinstance(one, ast.For) and _writes_globals(one)):
        if any(isinstance(node, ast.Attribute) and node.attr == "hub_models" for node in ast.walk(loop)):
            for _, code in files.all(files.paths):
                names += _hub_models(code)
        else:
            names += strings(loop.iter, module.body)
    return [name for name in names if is_model(name)]


def _writes_globals(loop: ast.For) -> bool:
    return any(
        isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and _is_globals(node.value)
        for node in ast.walk(loop)
    )


def _is_globals(owner: ast.expr) -> bool:
    return isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "globals"


def _hub_models(code: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(code):
        if isinstance(node, ast.FunctionDef) and node.name == "hub_models":
            for one in _statements(node.body):
                if isinstance(one, ast.Return) and one.value is not None:
                    found += strings(one.value, node.body)
    return found
