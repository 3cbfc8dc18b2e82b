"""Which tables a dataset offers, by their rows."""

from builder import schemas


def loadable(rows: dict[str, int]) -> list[str]:
    """The tables that the page offers, `models` first where it has rows; only those with rows, if any has some.

    `load_dataset` of the versions 3 to 5 fails on a table without rows: 'Instruction "train" corresponds to no data!'.
    """
    names = [schemas.MODELS.name, *(name for name in rows if name != schemas.MODELS.name)]
    return [name for name in names if rows.get(name)] or [schemas.MODELS.name]


def shown(rows: dict[str, int]) -> str:
    """The table that examples load: `mappings` where it has rows, else the first that loads."""
    return schemas.MAPPINGS.name if rows.get(schemas.MAPPINGS.name) else loadable(rows)[0]
