"""States as documents write them (ISO 3166 alpha-3 and the codes of ICAO 9303 part 3) and as the profile keeps them.

The profile keeps ISO alpha-2; where ISO has no code for a state or a status it keeps the code of the document itself.
"""

from typing import Final

_ISO: Final = """
    ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU AUTAT AZEAZ BDIBI BELBE BENBJ
    BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO BRABR BRBBB BRNBN BTNBT BVTBV BWABW CAFCF CANCA
    CCKCC CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU CUWCW CXRCX CYMKY CYPCY CZECZ DEUDE
    DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET FINFI FJIFJ FLKFK FRAFR FROFO FSMFM GABGA GBRGB
    GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY HKGHK HMDHM HNDHN HRVHR
    HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR IRQIQ ISLIS ISRIL ITAIT JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH
    KIRKI KNAKN KORKR KWTKW LAOLA LBNLB LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV MACMO MAFMF MARMA MCOMC MDAMD
    MDGMG MDVMV MEXMX MHLMH MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP MOZMZ MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA
    NCLNC NERNE NFKNF NGANG NICNI NIUNU NLDNL NORNO NPLNP NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL
    PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA SDNSD SENSN SGPSG SGSGS SHNSH SJMSJ SLBSB SLESL
    SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR SVKSK SVNSI SWESE SWZSZ SXMSX SYCSC SYRSY TCATC TCDTD TGOTG THATH TJKTJ
    TKLTK TKMTM TLSTL TONTO TTOTT TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY USAUS UZBUZ VATVA VCTVC VENVE VGBVG
    VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA ZMBZM ZWEZW
"""
# Part 3, section 5: nationals of the United Kingdom without the right of abode, Germany's one letter, organisations,
# stateless people (1954 Convention), refugees (1951 Convention, others), nationality not stated.
_OWN_CODES: Final = frozenset({"UNO", "UNA", "UNK", "EUE", "XOM", "XPO", "XXA", "XXB", "XXC", "XXX", "ABH", "OST"})
_ALIASES: Final = {"D": "DE", "RKS": "XK", "GBD": "GB", "GBN": "GB", "GBO": "GB", "GBP": "GB", "GBS": "GB"}
# The state of specimens. Its lines can be read, nobody is its citizen.
SPECIMEN: Final = "UTO"
# People without the citizenship of any state: alone these may stand where a citizenship is asked, beside states.
STATUSES: Final = ("XXA", "XXB", "XXC", "XXX")

_BY_ALPHA3: Final = {pair[:3]: pair[3:] for pair in _ISO.split()} | _ALIASES | {code: code for code in _OWN_CODES}
CITIZENSHIPS: Final = tuple(sorted({pair[3:] for pair in _ISO.split()} | {"XK", "ABH", "OST"})) + STATUSES


def is_known(code: str) -> bool:
    """Whether `code`, without fillers, can stand in a machine-readable line."""
    return code == SPECIMEN or code in _BY_ALPHA3


def citizenship_of(code: str) -> str:
    """What the profile keeps for the code of a document: "TJK" -> "TJ", "D" -> "DE", "XXA" -> "XXA"; "" for a specimen."""
    return _BY_ALPHA3.get(code, "")


def alpha3_of(citizenship: str) -> str:
    """The code a document would write: "TJ" -> "TJK". A code of its own stands for itself."""
    return _BY_ALPHA2.get(citizenship, citizenship)


_BY_ALPHA2: Final = {pair[3:]: pair[:3] for pair in _ISO.split()} | {"XK": "RKS"}
