"""Language codes: three letters of ISO 639-3, `und` for text of no known language."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources


@cache
def _codes() -> frozenset[str]:
    table = json.loads(resources.files(__package__).joinpath("languages.json").read_text("utf-8"))["codes"]
    return frozenset(start + last for start, lasts in table.items() for last in lasts)


def is_language(code: object) -> bool:
    """Whether `code` is an ISO 639-3 code in lower case."""
    return isinstance(code, str) and code in _codes()


def parse_language(text: str) -> str:
    """The code in lower case. Raises ValueError for one ISO 639-3 does not know."""
    code = text.lower()
    if not is_language(code):
        raise ValueError(f"unrecognized language code: {text}")
    return code


# Source: ISO 639-3, column Part1: the two letters, then the three.
_PAIRS = (
    "aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul bibis bmbam bnben bobod "
    "brbre bsbos cacat ceche chcha cocos crcre csces cuchu cvchv cycym dadan dedeu dvdiv dzdzo eeewe elell eneng eoepo "
    "esspa etest eueus fafas ffful fifin fjfij fofao frfra fyfry gagle gdgla glglg gngrn guguj gvglv hahau heheb hihin "
    "hohmo hrhrv hthat huhun hyhye hzher iaina idind ieile igibo iiiii ikipk ioido isisl itita iuiku jajpn jvjav kakat "
    "kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor krkau kskas kukur kvkom kwcor kykir lalat lbltz lglug lilim lnlin "
    "lolao ltlit lulub lvlav mgmlg mhmah mimri mkmkd mlmal mnmon mrmar msmsa mtmlt mymya nanau nbnob ndnde nenep ngndo "
    "nlnld nnnno nonor nrnbl nvnav nynya ococi ojoji omorm orori ososs papan pipli plpol pspus ptpor quque rmroh rnrun "
    "roron rurus rwkin sasan scsrd sdsnd sesme sgsag shhbs sisin skslk slslv smsmo snsna sosom sqsqi srsrp ssssw stsot "
    "susun svswe swswa tatam tetel tgtgk ththa titir tktuk tltgl tntsn toton trtur tstso tttat twtwi tytah uguig ukukr "
    "ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid yoyor zazha zhzho zuzul "
)
_SHORT = {pair[2:]: pair[:2] for pair in _PAIRS.split()}


def short_code(language: str) -> str:
    """`fr` for `fra`; a language without two letters keeps its three; empty for none."""
    return _SHORT.get(language, language)
