"""Known answers of the questions about the catalogue: columns, rows that are there, rows that are not, and whether all."""

from __future__ import annotations

Rows = tuple[tuple[str, ...], ...]
MISSION, BODY, ORGANISATION = ":space-mission/", ":body/", ":organisation/"
OST, OST_RULE = ":un/treaty/ost-1967@1967-01-27", "rule:un/treaty/ost-1967"
MOON, MOON_RULE = ":un/treaty/moon-1979", "rule:un/treaty/moon-1979"

ANSWERS: dict[str, tuple[str, Rows, Rows, bool]] = {
    "bodies-about-fifty-metres": (
        "body atLeast atMost",
        ((BODY + "kamooalewa", "40", "100"), (BODY + "2000-sg344", "21.6", "68.2"), (BODY + "2022-ob5", "", "100")),
        (),
        True,
    ),
    "bodies-by-protection-category": (
        "category body doubtful",
        (
            ("concept:category-iib", BODY + "lunar-psr", ""),
            ("concept:needs-categorisation", BODY + "nereus", "doubtful"),
        ),
        (("concept:category-i", BODY + "nereus", ""), ("concept:category-ii", BODY + "earth-orbit", "")),
        False,
    ),
    "bodies-that-could-be-moved": (
        "body retrieval confidence",
        ((BODY + "2006-rh120", "58", "secondary"), (BODY + "1991-vg", "465", "doubtful")),
        (),
        False,
    ),
    "companies-that-are-gone": (
        "company status successor",
        (
            (ORGANISATION + "planetary-resources", "acquired", ORGANISATION + "consensys"),
            (ORGANISATION + "deep-space-industries", "acquired", ORGANISATION + "bradford-space"),
            (ORGANISATION + "shackleton-energy", "dissolved", ""),
        ),
        ((ORGANISATION + "astroforge", "active", ""),),
        False,
    ),
    "first-landings-by-state": (
        "state kind on",
        (
            ("state:SUN", "concept:moon-of-earth", "1966-02-03"), ("state:IND", "concept:moon-of-earth", "2023-08-23"),
            ("state:JPN", "concept:asteroid", "2005-11-19"),
        ),
        (("state:ISR", "concept:moon-of-earth", "2019-04-11"),),
        False,
    ),
    "first-to-do-each-thing": (
        "kind feat on state",
        (
            ("concept:moon-of-earth", "land", "1966-02-03", "state:SUN"),
            ("concept:moon-of-earth", "sample-return", "1969-07-24", "state:USA"),
            ("concept:asteroid", "sample-return", "2010-06-13", "state:JPN"),
            ("concept:comet", "land", "2014-11-12", ""),
        ),
        (("concept:asteroid", "sample-return", "2023-09-24", "state:USA"),),
        False,
    ),
    "from-company-to-outer-space-treaty": (
        "company authority state provision rule",
        (
            (
                ORGANISATION + "ispace-europe", ORGANISATION + "lux-ministers", "state:LUX", OST + "#art-6.s2",
                OST_RULE + "/art-06-authorisation",
            ),
        ),
        (),
        False,
    ),
    "intended-and-not-achieved": (
        "mission activity",
        (
            (MISSION + "beresheet", "concept:landing"), (MISSION + "mapp", "concept:sampling"),
            (MISSION + "tianwen-2", "concept:sampling"),
        ),
        ((MISSION + "osiris-rex", "concept:sampling"), (MISSION + "mmx", "concept:sampling")),
        False,
    ),
    "law-that-practice-waits-for": (
        "law",
        (("law of property and sale of the United States",), ("quarantine law of Australia",)),
        (("COSPAR Policy on Planetary Protection",),),  # encoded
        False,
    ),
    "mining-options": (
        "option",
        (
            ("concept:manufacture-in-space",), ("concept:return-raw",), ("concept:return-processed",),
            ("concept:relocate-body",),
        ),
        (),
        True,
    ),
    "missions-to-a-body": (
        "mission operator state",
        (
            (MISSION + "im-1", ORGANISATION + "intuitive-machines", "state:USA"),
            (MISSION + "change-6", ORGANISATION + "cnsa", "state:CHN"),
            (MISSION + "smart-1", ORGANISATION + "esa", ""),
        ),
        ((MISSION + "osiris-rex", ORGANISATION + "nasa", "state:USA"),),
        False,
    ),
    "missions-under-way": (
        "mission status",
        ((MISSION + "tianwen-2", "operating"), (MISSION + "lucy", "cruise"), (MISSION + "psyche", "cruise")),
        ((MISSION + "osiris-rex", "completed"), (MISSION + "change-7", "planned")),
        False,
    ),
    "precedents-of-a-provision": (
        "provision precedent",
        (
            (OST + "#art-2", ":precedent/nemitz-eros"), (OST + "#art-2", ":precedent/apollo-samples"),
            (OST + "#art-9.s3", ":precedent/dart-dimorphos"),
        ),
        (),
        False,
    ),
    "provisions-nobody-has-tested": (
        "provision",
        ((OST + "#art-12.s1",),),
        ((OST + "#art-2",), (OST + "#art-9.s3",)),
        False,
    ),
    "regulators-by-state": (
        "state organisation task",
        (
            ("state:LUX", ORGANISATION + "lux-ministers", "grants"), ("state:LUX", ORGANISATION + "lsa", "prepares"),
            ("state:USA", ORGANISATION + "faa-ast", "grants"),
        ),
        (("state:USA", ORGANISATION + "nasa", "grants"), ("state:IND", ORGANISATION + "isro", "grants")),
        False,
    ),
    "reserves-costs-and-ventures": (
        "concept",
        (
            ("concept:proven-reserve",), ("concept:hypothetical-reserve",), ("concept:time-cost",),
            ("concept:mining-partnership",),
        ),
        (),
        False,
    ),
    "returned-grams-and-cost": (
        "mission grams atMost cost perGram perGramAtLeast",
        (
            (MISSION + "osiris-rex", "121.6", "", "1160000000", "9539474", ""),
            (MISSION + "hayabusa2", "5.4", "", "800000000", "148148148", ""),
            (MISSION + "hayabusa", "", "0.1", "300000000", "", "3000000000"),
            (MISSION + "change-6", "1935.3", "", "", "", ""), (MISSION + "luna-20", "", "55", "", "", ""),
        ),
        (),
        False,
    ),
    "returned-material-by-state": (
        "state missions grams withoutFigure",
        (
            ("state:CHN", "2", "3666.3", "0"), ("state:SUN", "3", "271", "1"), ("state:JPN", "2", "5.4", "1"),
            ("state:USA", "9", "381821.6014", "0"),
        ),
        (),
        True,
    ),
    "what-changed-for-a-state": (
        "work change day rule",
        (
            (MOON, "no longer bound from", "2024-01-05", MOON_RULE + "/art-11-3-after-removal"),
            (MOON, "no longer bound from", "2024-01-05", MOON_RULE + "/art-02-due-regard"),
        ),
        ((":un/treaty/ost-1967", "no longer bound from", "2024-01-05", OST_RULE + "/art-02-appropriation"),),
        False,
    ),
    "techniques-and-their-concerns": (
        "technique concern",
        (
            ("concept:in-situ-leaching", "concept:chemical-contamination"), ("concept:in-situ-leaching", "concept:dust"),
            ("concept:drilling", "concept:biological-contamination"), ("concept:magnetic-rake", ""),
        ),
        (("concept:chemical-leaching", "concept:chemical-contamination"),),
        False,
    ),
    "water-within-reach": (
        "body deltaV material",
        (
            (BODY + "ryugu", "4646", "concept:hydrated-minerals"), (BODY + "bennu", "5087", "concept:hydrated-minerals"),
        ),
        ((BODY + "nereus", "4979", "concept:hydrated-minerals"),),
        True,
    ),
    "what-types-of-body-hold": (
        "type material",
        (
            ("concept:c-type", "concept:hydrated-minerals"), ("concept:m-type", "concept:nickel-iron"),
            ("concept:s-type", "concept:silicates"),
        ),
        (("concept:m-type", "concept:hydrated-minerals"),),
        False,
    ),
}  # fmt: skip
