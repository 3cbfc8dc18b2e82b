"""Names and strings made safe to stand in SQL."""


def quoted(text: str) -> str:
    """A SQL string."""
    return "'" + text.replace("'", "''") + "'"


def name(column: str) -> str:
    """A SQL identifier."""
    return '"' + column.replace('"', '""') + '"'
