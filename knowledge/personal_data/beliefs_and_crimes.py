"""Words that speak of belief, politics, unions, orientation and origin (GDPR Art. 9), and of crimes (Art. 10).

The name of a union or a party is anybody's; that somebody is a member is about them.
"""

import re
from collections.abc import Iterator

_UNION = (
    r"(?:Kommunal|Unionen|Vision|IF Metall|Metall|Lärarförbundet|Lärarnas Riksförbund|Sveriges Lärare|Vårdförbundet|"
    r"Läkarförbundet|Sveriges Läkarförbund|Akademikerförbundet(?: SSR)?|Akavia|Jusek|Saco|LO|TCO|Ledarna|Byggnads|"
    r"Elektrikerförbundet|Elektrikerna|Handelsanställdas förbund|Handels|Transport|Transportarbetareförbundet|Seko|"
    r"Fastighetsanställdas förbund|Hotell- och restaurangfacket|HRF|Journalistförbundet|Naturvetarna|"
    r"Sveriges Ingenjörer|"
    r"Fysioterapeuterna|DIK|Fackförbundet ST|ST|Polisförbundet|Försvarsförbundet|GS-facket|Livs|Pappers|SAC|"
    r"Syndikalisterna|"
    r"facket|ett fackförbund|en fackförening|a union|the union)"
)
_PARTY = (
    r"(?:Socialdemokraterna|Moderaterna|Sverigedemokraterna|Centerpartiet|Vänsterpartiet|Kristdemokraterna|Liberalerna|"
    r"Miljöpartiet|Feministiskt initiativ|Piratpartiet|Kommunistiska partiet|Nordiska motståndsrörelsen|"
    r"(?-i:SD|NMR|SSU|MUF|KDU|LUF))"
)
_MEMBER = re.compile(
    rf"\b(?:medlem(?:mar)? i|med i|medlemsavgift(?:en)? (?:till|i|för)|gick ur|lämnat|lämnade|gått med i|gick med i|"
    rf"ansluten till|"
    rf"aktiv i|aktiv inom|engagerad i|förtroendevald i|företräds av|företrädd av|ombud för|ombud från|"
    rf"skyddsombud för|representant för|"
    rf"röstar på|röstade på|sympatiserar med|kandiderar för|member of|belongs to|votes for) (?P<what>{_UNION}|"
    rf"{_PARTY})\b",
    re.IGNORECASE,
)
_MEMBER_AFTER = re.compile(
    rf"\b(?P<what>{_UNION}|{_PARTY}),? som (?:han|hon|hen) (?:är|har varit|varit) (?:med|aktiv|ansluten)|"
    rf"(?P<union>(?-i:{_UNION}))s (?:ombud|representant|skyddsombud|klubbordförande|förtroendeman)\b",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    r"\b(?:fackligt (?:aktiv|engagerad|ansluten|organiserad)|politiskt (?:aktiv|engagerad)|fackligt förtroendevald|"
    r"trade unionist|union member|"
    r"muslim(?:er|ska|sk)?|judinna|jude|judisk(?:a|t)?|ortodox jude|katolik|katolsk(?:a|t)?|"
    r"(?:syrisk-ortodox |rysk-ortodox |grekisk-ortodox |djupt )?kristen|protestant|pingstvän|baptist|mormon|hindu|"
    r"buddhist|sikh|"
    r"shiamuslim|sunnimuslim|jehovas vittnen?|frikyrklig|ateist|djupt troende|troende(?! (?:muslim|kristen|jude|"
    r"katolik))|konverterat|scientolog|"
    r"homosexuell(?:a)?|bisexuell(?:a)?|lesbisk|bög|gay|pansexuell|transperson|transsexuell|transkvinna|transman|"
    r"icke-binär|"
    r"könskorrigering|könsbekräftande \w{4,12}|hbtqi?-person|rom(?=,| och)|romsk(?:a|t)? (?:bakgrund|ursprung)|"
    r"samisk(?:a|t)? (?:bakgrund|ursprung)|"
    r"catholic|jewish|hindu|sikh|atheist|homosexual|bisexual|lesbian|transgender)\b",
    re.IGNORECASE,
)

_OFFENCE = (
    r"(?:(?:grov|grovt|ringa|försök till|medhjälp till|anstiftan till) )?"
    r"(?:[^\W\d_]{0,16}(?:stöld|rån|misshandel|bedrägeri|förskingring|mord|mordbrand|dråp|våldtäkt|brott|smuggling|"
    r"utpressning|skadegörelse|förfalskning|övergrepp|fylleri|fylla|innehav|langning|häleri|fridskränkning|ofredande|"
    r"förföljelse|hot|inbrott|"
    r"tillgrepp|vållande|mened|trolöshet|olovlig körning|körning|kränkning|våld)|snatteri|olaga \w{3,12}|"
    r"hets mot folkgrupp|"
    r"theft|robbery|assault|fraud|murder|burglary|embezzlement|shoplifting|drunk driving|possession)"
)
_CONVICTED = re.compile(
    rf"\b(?:dömd|dömdes|döms|dömts|misstänkt|misstänks|åtalad|åtalas|åtalades|häktad|häktades|häktats|anhållen|anhölls|"
    rf"gripen|greps|gripits|straffad|fälld|fälldes|anmäld|anmäldes|delgiven misstanke|avtjänar|avtjänat|avtjänade|"
    rf"fängelse|fängelset|straff|dom|åtal|"
    rf"polisanmäld|belagd|erkände|erkänner|begått|begick|utsatt|utsattes|tog [^.\n]{{2,30}}|convicted|accused|"
    rf"charged|arrested|sentenced|suspected)"
    rf"(?: i natt| igår| 20\d\d| på sannolika skäl| för)?(?: misstänkt)? (?:för|för en|till|of|for|with|"
    rf"av) (?P<what>{_OFFENCE})\b",
    re.IGNORECASE,
)
_CUSTODY = re.compile(
    r"\b(?:häktad|häktades|häktats|anhållen|anhölls|sitter inne|sitter i fängelse|villkorligt frigiven|frigavs|"
    r"fotboja|kontaktförbud|"
    r"besöksförbud|kriminell|kriminella förflutna|straffad|belastningsregistret med|dömd till|dömdes till|"
    r"hotad med (?:kniv|vapen|pistol|stryk)|"
    r"våldtagen|våldtogs|misshandlad|misshandlades|utsatt för våld|in prison|on probation|restraining order|"
    r"criminal record)\b",
    re.IGNORECASE,
)
_TAKEN_FOR = re.compile(rf"\bför (?P<what>{_OFFENCE}) (?:i|för|igen|på|av|till|20\d\d|den|under)\b", re.IGNORECASE)


def find_beliefs(text: str) -> Iterator[tuple[int, int]]:
    for match in _MEMBER.finditer(text):
        yield match.span("what")
    for match in _MEMBER_AFTER.finditer(text):
        yield match.span("what" if match["what"] else "union")
    for match in _ITSELF.finditer(text):
        yield match.span()


def find_crimes(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_CONVICTED, _TAKEN_FOR):
        for match in pattern.finditer(text):
            yield match.span("what")
    for match in _CUSTODY.finditer(text):
        yield match.span()
