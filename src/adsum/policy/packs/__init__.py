"""The law as data: policy packs of dated values, absence reasons and letter contents.

    load_pack("lausd").value("truancy.minutes", on=as_of)      30
    load_pack("lausd").entry("truancy.minutes", on=as_of)      the same with unit, source, quoted words, first day
    load_pack("lausd").reasons(on=as_of)["FUN"].cap            5 per incident
    load_pack("lausd").letter("notice_of_truancy_1", on=letter_date).elements

Packs are folders of YAML files in packs/; docs/reference/ has a page for each. A number that a district, a bulletin or
a legislature can change belongs there and nowhere in the code.
"""

from adsum.policy.packs.letter_files import TEMPLATE_FIELDS
from adsum.policy.packs.loader import load_pack, pack_names, packs_folder
from adsum.policy.packs.model import Cap, Element, Letter, Pack, PackValue, Reason, Source
from adsum.policy.packs.problems import BadPack, NotYetInForce, PackProblem, UnknownPolicyKey

__all__ = [
    "TEMPLATE_FIELDS",
    "BadPack",
    "Cap",
    "Element",
    "Letter",
    "NotYetInForce",
    "Pack",
    "PackProblem",
    "PackValue",
    "Reason",
    "Source",
    "UnknownPolicyKey",
    "load_pack",
    "pack_names",
    "packs_folder",
]
