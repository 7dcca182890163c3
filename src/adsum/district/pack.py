"""The policy pack this installation works under: the one accessor for every action, query and page.

A process keeps the pack it first read, so all its answers rest on one version of the law; a changed pack is taken up
when the server or the night run starts anew.
"""

from functools import cache

from django.conf import settings

from adsum.policy.packs import Pack, load_pack


def pack_in_force() -> Pack:
    """The installation's pack (setting ADSUM_PACK). Raises BadPack, with every problem, when it cannot be read."""
    return _kept(settings.PACK)


@cache
def _kept(name: str) -> Pack:
    return load_pack(name)
