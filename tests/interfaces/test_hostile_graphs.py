"""RDF made to exhaust its reader is refused with a code within a second, in little memory, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAD = (
    "@prefix : <https://w3id.org/regolex/> . @prefix dct: <http://purl.org/dc/terms/> .\n"
    '<http://e.org/m> a :Mission ; dct:identifier "m" ; dct:title "t" .\n'
)
READER = """
import json, resource, sys, time
from pathlib import Path
import regolex
kb = regolex.load()
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
told = {}
for name in sys.argv[1:]:
    started = time.process_time()
    try:
        kb.read_mission(Path(name))
        code = "read"
    except regolex.MissionError as error:
        code = error.problems[0].code
    told[Path(name).name] = (code, time.process_time() - started)
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used) / 1024
print(json.dumps({"told": told, "grown": grown}))
"""


def entities(declaration: str, depth: int) -> str:
    """RDF/XML with entities that expand to ten to the power of a depth."""
    named = '<!ENTITY e0 "aaaaaaaaaa">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, depth))
    return (
        f'<?xml version="1.0"?><{declaration} r [{named}]><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/">'
        f'<rdf:Description rdf:about="http://e.org/m"><dct:title>&e{depth - 1};</dct:title></rdf:Description></rdf:RDF>'
    )


HOSTILE = {
    "capital.rdf": entities("!DOCTYPE", 9),
    "small.rdf": entities("!doctype", 9),
    "mixed.rdf": entities("!DocType", 9),
    "terms.ttl": f"{HEAD}<http://a> <http://b> {'<<( <http://a> <http://b> ' * 20_000}<http://c>{' )>>' * 20_000} .",
    "reified.ttl": HEAD + "<< " * 20_000 + "<http://a> <http://b> <http://c>" + " >> <http://b> <http://c>" * 20_000 + " .",
    "collections.ttl": HEAD + "<http://a> <http://b> " + "(" * 300_000 + ")" * 300_000 + " .",
    "blank.ttl": HEAD + "<http://a> <http://b> " + "[ <http://b> " * 100_000 + "<http://c>" + " ]" * 100_000 + " .",
    "elements.rdf": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">'
    + "<e:A><e:b>" * 60_000 + "</e:b></e:A>" * 60_000 + "</r:RDF>",
    "lists.jsonld": '{"@id": "http://e.org/m", "http://b": ' + '{"@list": [' * 20_000 + "]}" * 20_000 + "}",
}  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts no memory of a process in this way")
def test_rdf_made_to_exhaust_its_reader_is_refused_at_once_in_little_memory(tmp_path: Path) -> None:
    for name, content in HOSTILE.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    command = [sys.executable, "-c", READER, *(str(tmp_path / name) for name in HOSTILE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, (done.returncode, done.stderr[-500:])
    found = json.loads(done.stdout)
    for name, (code, seconds) in found["told"].items():
        assert code in ("M150", "M105"), (name, code)
        assert seconds < 1, (name, seconds)
    assert found["grown"] < 200  # megabytes
