"""Briefings of invented events, and hostile ones, for the tests of the render stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from summarise.types import (
    Background,
    Briefing,
    Citation,
    Correction,
    Difference,
    Dropped,
    LeftOff,
    Record,
    Rejected,
    Section,
    Side,
    Skipped,
    Source,
    Statement,
)

MORNING = datetime(2025, 1, 17, 7, 0, tzinfo=UTC)


def cite(document: str, text: str = "") -> Citation:
    text = text or f"What {document} says in its own words."
    return Citation(document, 10, 10 + len(text), text)


def state(text: str, *documents: str, replaced: bool = False, value: float = 0.0) -> Statement:
    citations = tuple(cite(name) for name in documents)
    return Statement(
        text=text,
        citations=citations,
        support=len(documents),
        written_by="source" if replaced else "model",
        value=value,
        replaced=replaced,
        model="" if replaced else "local / qwen3-4b-instruct",
    )


def source(name: str, outlet: str, title: str, hours: int = 0, origin: str = "") -> Source:
    url = f"https://{outlet.lower().replace(' ', '')}.example/2025/01/{name}"
    return Source(name, origin or name, outlet, title, url, MORNING - timedelta(hours=hours))


LEDE = (
    "The Halvorsen bridge, which carries the only road to the port of Tarn, was closed on Thursday "
    "after inspectors found cracks in two of its eleven hangers."
)
BRIDGE = Section(
    "Cracks close the only road to Tarn harbour",
    (
        state(LEDE, "herald", "wire", "post", value=9),
        state(
            "Some 4,200 lorries a week use the crossing; the port authority has moved container "
            "traffic to barges, which take about a third of the volume.",
            "wire",
            "ledger",
        ),
        state("No one was hurt.", "post", "herald"),
        state(
            "“We saw the same pattern in 2019 and were told to monitor it,” said Ilse Brandt, the "
            "engineer who led the inspection.",
            "ledger",
            replaced=True,
        ),
        state(
            "The transport minister, Pavel Oren, announced an independent review and promised a "
            "first report within ten days.",
            "wire",
            "gazette",
        ),
    ),
    (
        Difference(
            "How long the bridge stays closed",
            "number",
            (
                Side(
                    "at least six weeks",
                    "The road agency expects repairs to take at least six weeks.",
                    (cite("herald"), cite("wire")),
                ),
                Side(
                    "up to four months",
                    "Two people close to the contractor put the closure at up to four months, "
                    "because the hangers have to be cast anew.",
                    (cite("ledger"),),
                ),
            ),
        ),
        Difference(
            "Who ordered the closure",
            "name",
            (
                Side(
                    "the mayor",
                    "Mayor Dahl said she would ask for a closure.",
                    (cite("gazette"),),
                ),
                Side(
                    "the road agency",
                    "The road agency ordered the closure at 14:20.",
                    (cite("wire"), cite("post")),
                ),
            ),
            outdated=0,
        ),
    ),
)
FERRIES = Section(
    "Ferry operator adds night sailings",
    (
        state(
            "Nordlinje will run four extra sailings a night from Friday, with priority for food "
            "and medicine.",
            "gazette",
            "wire",
        ),
        state("Fares stay as they are until the end of the month.", "gazette"),
        state(
            "The island’s two supermarkets say that they hold stock for nine days.",
            "post",
            "ledger",
        ),
    ),
)
GRID = Section(
    "Power cut in the Oster valley traced to a substation",
    (
        state(
            "About 31,000 households were without electricity for five hours on Wednesday night.",
            "grid1",
            "wire",
        ),
        state(
            "The operator traced the fault to a transformer at Oster South that was due for "
            "replacement in March.",
            "grid1",
        ),
        state("Two hospitals ran on generators; no operations were put off.", "post", "grid1"),
    ),
)
SOURCES = (
    source("herald", "Coast Herald", "Tarn bridge shut after cracks found in hangers", 11),
    source("wire", "Northern Wire", "Halvorsen bridge closed; port traffic diverted", 13),
    source("post", "Evening Post", "Bridge closed: what we know", 12, origin="wire"),
    source("ledger", "The Ledger", "‘Told to monitor it’: engineer on the Tarn hangers", 6),
    source("gazette", "Island Gazette", "Night ferries from Friday as bridge stays shut", 8),
    source("grid1", "Valley Radio", "Old transformer behind Wednesday’s blackout", 20),
    source("copy1", "Daily Mirror of Tarn", "Bridge closed", 12, origin="wire"),
    source("copy2", "Harbour Times", "Bridge closed; port diverted", 12, origin="wire"),
)
RECORD = Record(
    documents=8,
    origins=5,
    checked=14,
    dropped=(
        Dropped("copy1", "document", "wire", "near", 0.94),
        Dropped("copy2", "document", "wire", "near", 0.91),
        Dropped("post:10-40", "sentence", "herald:10-40", "meaning", 0.88),
    ),
    rejected=(Rejected("Brandt resigned.", "names an act that no source reports", "“We saw …”"),),
    left_off=(LeftOff("The bridge opened in 1964.", "no room", (cite("ledger"),)),),
    skipped=(Skipped("notes.doc", "is no text"), Skipped("x.pdf", "is empty")),
    degraded=("1 of 4 stories was written from the sources, because the model timed out.",),
    pages=1,
    backend="local",
    model="qwen3-4b-instruct",
    prompts={"story": "1a2b3c4d5e6f7a8b", "headline": "99aabbccddeeff00"},
    calls=5,
    tokens=6120,
)
BRIEFING = Briefing(
    headline="Bridge closure cuts Tarn off; blackout blamed on an old transformer",
    lede=LEDE,
    date=MORNING,
    stories=(BRIDGE, FERRIES, GRID),
    sources=SOURCES,
    record=RECORD,
)

YESTERDAY = MORNING - timedelta(days=1)
GOES_ON = replace(
    BRIEFING,
    stories=(
        BRIDGE,
        replace(
            FERRIES,
            background=Background(
                "The ferries carried 9,000 people on Wednesday.", YESTERDAY.date(), "run-1"
            ),
        ),
        GRID,
    ),
    corrections=(
        Correction(
            "number",
            "Cracks were found in three of the bridge’s eleven hangers.",
            YESTERDAY.date(),
            "run-1",
            state("Cracks were found in two of the bridge’s eleven hangers.", "gazette"),
        ),
    ),
    since=YESTERDAY,
    run="run-2",
)
"""The page of a second morning: a correction, and a story that goes on."""
QUIET = Briefing(
    "Nothing new", "", MORNING, (), SOURCES, Record(documents=8, sources=12), (), YESTERDAY, "run-2"
)


def one(text: str, headline: str = "A headline") -> Briefing:
    """A page of one statement, from one report."""
    story = Section(headline, (state(text, "herald"),))
    return Briefing(headline, "", MORNING, (story,), SOURCES[:1], Record(documents=1, origins=1))


AR_LEDE = "أُغلق جسر هالفورسن، وهو الطريق الوحيد إلى ميناء تارن، يوم الخميس بعد العثور على شقوق."
ARABIC = Briefing(
    headline="إغلاق الجسر يعزل ميناء تارن عن البر الرئيسي",
    lede=AR_LEDE,
    date=MORNING,
    stories=(
        Section(
            "شقوق تغلق الطريق الوحيد إلى الميناء",
            (
                state(AR_LEDE, "a1", "a2"),
                state("تعبر الجسر نحو 4200 شاحنة أسبوعيا، ونقلت هيئة الميناء الحاويات.", "a1"),
                state("قال المهندس Ilse Brandt إن النمط نفسه ظهر عام 2019.", "a2", replaced=True),
                state("The minister announced a review of the “Halvorsen” bridge.", "a3"),
            ),
            (
                Difference(
                    "مدة الإغلاق",
                    "number",
                    (
                        Side("ستة أسابيع", "تتوقع الهيئة ستة أسابيع.", (cite("a1"), cite("a3"))),
                        Side("أربعة أشهر", "قال مقاول إنها أربعة أشهر.", (cite("a2"),)),
                    ),
                    outdated=0,
                ),
            ),
        ),
    ),
    sources=(
        source("a1", "صحيفة الساحل", "إغلاق جسر تارن بعد العثور على شقوق", 11),
        source("a2", "وكالة الشمال", "قيل لنا أن نراقب", 12),
        source("a3", "Northern Wire", "Bridge closed", 13),
    ),
    record=Record(documents=3, origins=3),
)
ZH_LEDE = (
    "通往塔恩港的唯一公路——哈尔沃森大桥，因检查人员在十一根吊索中的两根上发现裂缝，于周四关闭。"
)
CHINESE = Briefing(
    headline="大桥关闭，塔恩港陆路中断；变压器老化致大面积停电",
    lede=ZH_LEDE,
    date=MORNING,
    stories=(
        Section(
            "裂缝迫使通往港口的唯一公路关闭",
            (
                state(ZH_LEDE, "z1", "z2"),
                state(
                    "每周约有 4200 辆卡车过桥；港务局已将集装箱改由驳船运输，运力约为三分之一。",
                    "z1",
                ),
                state("“我们在2019年就见过同样的情况，当时被告知继续观察。”工程师布兰特说。", "z2"),
            ),
            (
                Difference(
                    "关闭时间",
                    "number",
                    (
                        Side("至少六周", "公路局预计维修至少需要六周。", (cite("z1"),)),
                        Side("长达四个月", "承包商称可能长达四个月。", (cite("z2"),)),
                    ),
                ),
            ),
        ),
        Section("フェリー会社、夜間便を増便", (state("金曜日から毎晩四便を追加する。", "z3"),)),
        Section(
            "페리 회사, 야간 운항 확대", (state("금요일부터 매일 밤 네 편을 더 운항한다.", "z4"),)
        ),
    ),
    sources=(
        source("z1", "海岸先驱报", "塔恩大桥因吊索裂缝关闭", 11),
        source("z2", "北方通讯社", "“被告知继续观察”：工程师谈吊索", 12),
        source("z3", "港湾新聞", "フェリー増便", 12),
        source("z4", "섬 신문", "야간 페리", 12),
    ),
    record=Record(documents=4, origins=4),
)

HOSTILE = (
    "# Not a heading",
    "1. not a list\n\n- nor\n> this",
    "<script>alert(1)</script><img src=x onerror=alert(1)><h1>x</h1>",
    "[click](javascript:alert(1)) ![i](http://evil.example/i.png) <http://evil.example>",
    "`code` **bold** _it_ ~~no~~ | a | b | $x$ &copy; &#60;b&#62; \\",
    '#panic(1) $x$ @ref *b* _i_ \\ #let x = sys.inputs <label>  // /**/ #import "@preview/a:1"',
    "{{ 7 * 7 }} {% for x in y %} {# c #}",
    "\u202ereversed \u2066open \u2069\u2069\u202c text",
    "\x1b[31mred\x1b[0m \x1b]8;;http://evil.example\x07link\x1b]8;;\x07 \x00\x07bell",
    "https://evil.example/" + "a" * 5000,
    "x" * 5000,
    "\u00a0".join(["tied"] * 800),
    "half \ud800 a pair",
    "الخبر العاجل" * 60,
    "没有空格的长句子" * 60,
    "[1]: http://evil.example\n[1]",
    "=== www.evil.example a@evil.example ---",
    "",
    " \n ",
)


URL = "https://x.example/1"


def hostile(text: str, url: str = "") -> Briefing:
    """A page on which every text of others is ``text``; the address too, without ``url``."""
    side = Side(text, f"{text} too", (Citation("d1", 0, 1, text),))
    said = Statement(text, (Citation("d1", 0, 1, text),), 1, "model", replaced=True)
    other = replace(said, text=f"More: {text}")
    stories = (
        Section(f"{text} again", (said, other), (Difference(text, "name", (side, side), 1),)),
        Section(text, (other,)),
    )
    sources = (
        Source("d1", "d2", text, text, url or f"https://x.example/{text}", MORNING),
        Source("d2", "d2", text, text, f"javascript:{text}", None),
    )
    record = Record(model=text, degraded=(text,), prompts={text: text}, backend=text)
    stories = (replace(stories[0], background=Background(text, MORNING.date(), text)), stories[1])
    correction = Correction("number", text, MORNING.date(), text, other)
    return Briefing(
        text, f"Lede {text}", MORNING, stories, sources, record, (correction,), MORNING, text
    )
