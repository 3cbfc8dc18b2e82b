"""What a table is: its columns with a sentence each, its key, its references, its order.

Types are those that the Hub's viewer, its statistics and Croissant all keep: string, int64, float64, bool, naive
`timestamp[us]` in UTC, lists of strings and lists of structs. Renaming or dropping a column is a major version.
"""

from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

TEXT, INT, REAL, BOOL, TIME = pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.timestamp("us")
TEXTS = pa.list_(TEXT)


def records(**fields: pa.DataType) -> pa.DataType:
    """Type of a list of structs with these fields."""
    return pa.list_(pa.struct(list(fields.items())))


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, the sentence that explains it, whether it outlives a model's removal, its values."""

    name: str
    type: pa.DataType
    doc: str
    kept: bool = False  # still published when its model is gone from the hub (ids, dates, counts, licence)
    values: tuple[str, ...] = ()  # the only ones it can have, where they are a closed set


@dataclass(frozen=True)
class Table:
    """One table (a `datasets` config): `key` is unique and never null, rows stand in the order of `order`."""

    name: str
    doc: str
    key: tuple[str, ...]
    order: tuple[str, ...]
    columns: tuple[Column, ...]
    references: dict[str, str] = field(default_factory=dict)  # column -> 'table.column' that holds its values

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the published table."""
        return pa.schema([(c.name, c.type) for c in self.columns])
