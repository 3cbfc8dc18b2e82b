"""`peatmoss lineage` of the built sample."""

from command import Built, complaint, here


def test_a_tree_and_the_families(sample: Built) -> None:
    lines = here("lineage", cwd=sample.out.parent).stdout.splitlines()
    assert " edges, " in lines[0]
    root = lines[1].split()[1]
    tree = here("lineage", root, cwd=sample.out.parent).stdout.splitlines()
    assert tree[0] == "made from: 0"
    assert tree[1].startswith("made from it: ")
    assert tree[-1].startswith("repositories that use it: ")


def test_a_model_that_there_is_not(sample: Built) -> None:
    done = here("lineage", "pine/none", cwd=sample.out.parent)
    assert complaint(done) == "pine/none is not in peatmoss: give a model_id of its table models"
