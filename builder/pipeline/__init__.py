"""The steps of a build, one file each, and what is told of them."""

# what the items of the steps are run by: worker processes share these imports
WORKERS_IMPORT = tuple(
    f"{__name__}.{step}" for step in ("extraction", "mappings", "questions", "repositories", "snapshots")
)
