"""Names of languages in checkpoints -> the short codes that cards use."""

from __future__ import annotations

from collections.abc import Iterable

# ISO 639-3, and the names of single languages that models use for a larger one -> ISO 639-1.
_TABLE = (
    "afr:af aka:ak amh:am ara:ar arb:ar arg:an asm:as ava:av aym:ay ayr:ay aze:az azj:az bak:ba bam:bm "
    "bel:be ben:bn bis:bi bod:bo bos:bs bre:br bul:bg cat:ca ces:cs cha:ch che:ce chv:cv cmn:zh cor:kw "
    "cos:co cym:cy dan:da deu:de div:dv dzo:dz ekk:et ell:el eng:en epo:eo est:et eus:eu ewe:ee fao:fo "
    "fas:fa fij:fj fin:fi fra:fr fry:fy ful:ff fuv:ff gaz:om gla:gd gle:ga glg:gl glv:gv grn:gn guj:gu "
    "hat:ht hau:ha hbs:sh heb:he her:hz hin:hi hrv:hr hun:hu hye:hy ibo:ig ido:io iku:iu ile:ie ina:ia "
    "ind:id isl:is ita:it jav:jv jpn:ja kal:kl kan:kn kas:ks kat:ka kaz:kk khk:mn khm:km kik:ki kin:rw "
    "kir:ky kmr:ku kon:kg kor:ko kua:kj kur:ku lao:lo lat:la lav:lv lvs:lv lim:li lin:ln lit:lt ltz:lb "
    "lub:lu lug:lg mah:mh mal:ml mar:mr mkd:mk mlg:mg mlt:mt mon:mn mri:mi msa:ms mya:my nau:na nav:nv "
    "nbl:nr nde:nd ndo:ng nep:ne npi:ne nld:nl nno:nn nob:nb nor:no nya:ny oci:oc ori:or ory:or orm:om "
    "oss:os pan:pa pbt:ps pes:fa plt:mg pol:pl por:pt pus:ps que:qu quy:qu roh:rm ron:ro run:rn rus:ru "
    "sag:sg san:sa sin:si slk:sk slv:sl sme:se smo:sm sna:sn snd:sd som:so sot:st spa:es sqi:sq als:sq "
    "srd:sc srp:sr ssw:ss sun:su swa:sw swh:sw swe:sv tah:ty tam:ta tat:tt tel:te tgk:tg tgl:tl tha:th "
    "tir:ti ton:to tsn:tn tso:ts tuk:tk tur:tr twi:tw uig:ug ukr:uk urd:ur uzb:uz uzn:uz ven:ve vie:vi "
    "vol:vo wln:wa wol:wo xho:xh ydd:yi yid:yi yor:yo zha:za zho:zh zsm:ms zul:zu"
)
_SHORT = dict(pair.split(":") for pair in _TABLE.split())
_SHORT_ONES = {*_SHORT.values(), "jw", "iw", "ji", "in"}


def short(name: str) -> str:
    """`fra_Latn`, `fr_XX`, `__fr__`, `>>fra<<` -> `fr`. What has no short code stays long: `ace`."""
    language = name.strip("_<>").partition("_")[0].lower()
    return _SHORT.get(language, language)


def known(name: str) -> bool:
    """Whether this is a language, and not a group of them such as `roa` or `mul`."""
    return name.lower() in _SHORT or name.lower() in _SHORT_ONES


def codes(names: Iterable[str]) -> dict[str, str]:
    """Code -> name, for every name. Where two have one code, the later names its script or region."""
    found: dict[str, str] = {}
    for name in names:
        code = short(name)
        if code in found:
            code = name.strip("_<>").replace("_", "-")
            code = "-".join((short(name), *code.split("-")[1:])) if "-" in code else code
        if code not in found:
            found[code] = name
    return found
