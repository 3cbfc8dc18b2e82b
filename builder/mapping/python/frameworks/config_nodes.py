"""Configurations whose attributes are assigned: `cfg.MODEL = CfgNode()`, `cfg.MODEL.NAME = "owner/name"`.

Of yacs, ml_collections, EasyDict and their like, wherever the object is imported or returned.
"""

from __future__ import annotations

from builder import patterns as re
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.values import ENDLESS, UNKNOWN, ExternalInput, Made, Point, Ref, Values

NODES = frozenset(
    {"yacs.config.CfgNode", "fvcore.common.config.CfgNode", "detectron2.config.CfgNode", "ml_collections.ConfigDict"}
    | {"ml_collections.config_dict.ConfigDict", "easydict.EasyDict", "addict.Dict", "munch.Munch", "box.Box"}
    | {"types.SimpleNamespace", "argparse.Namespace", "dotmap.DotMap", "mmengine.config.ConfigDict"}
)
COPYING = frozenset({"clone", "copy", "copy_and_resolve_references", "deepcopy", "to_dict", "unlock", "freeze"})
TARGET = re.compile(rb"([A-Za-z_][\w.]*)[ \t]*(?::[^=\n]*)?=[ \t]*$")


def member(ev: Evaluator, owner: Made | Ref, name: str, point: Point) -> Values:
    """What is assigned to an attribute of a node where it is made, and the key of a settings file that is merged."""
    site = owner.site if isinstance(owner, Made) else None
    stands = site.point.file.facts.statement(site.call.start) if site is not None else None
    if site is None or stands is None:
        return (UNKNOWN,)
    file, (scope, statement) = site.point.file, stands
    target = TARGET.match(file.facts.data, statement.start, site.call.start)
    if target is None:
        return (UNKNOWN,)
    written = target[1].decode()
    found = scope.reaching(f"{written}.{name}", ENDLESS, None)
    values = (
        value for one in found for value in ev.bound(one, Point(file, scope, one.at, one.block, calls=point.calls))
    )
    path = f"{written}.{name}".partition(".")[2]
    return distinct((*values, ExternalInput("key", path)))


MEMBERS = dict.fromkeys(NODES, member)
