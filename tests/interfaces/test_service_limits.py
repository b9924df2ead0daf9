"""What a query may not do: run on, grow, flood, stay behind, or hold up others."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import psutil
import pytest

from benchmarks.service_load import HOSTILE
from tests.interfaces.serving import DIRECT, ROOT, Answer, Service, eventually

_MANY = "VALUES ?{} {{ " + " ".join(map(str, range(2_000))) + " }}"
ENDLESS = (
    f"SELECT (COUNT(*) AS ?n) {{ {' '.join(_MANY.format(name) for name in 'abcd')} }}"  # long, and needs no memory
)
SECONDS = 2


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    running = Service("--workers", "2", "--seconds", str(SECONDS), "--memory", "128", "--rows", "100")
    yield running
    everyone = running.processes()
    running.stop()
    assert eventually(lambda: not any(process.is_running() for process in everyone))


def workers(service: Service) -> set[int]:
    return {p.pid for p in service.processes() if p.ppid() != service.process.pid}


def test_a_query_that_takes_too_long_is_ended_in_time(service: Service) -> None:
    begun = time.monotonic()
    answer = service.ask(ENDLESS)
    assert (answer.status, str(SECONDS) in answer.text) == (504, True)
    assert time.monotonic() - begun < SECONDS + 3


def test_a_query_that_takes_too_much_memory_is_ended(service: Service) -> None:
    answer = service.ask(HOSTILE["doubling text"][0])
    assert (answer.status, "128 MB" in answer.text) == (507, True)


def test_an_answer_may_have_as_many_rows_as_allowed_and_no_more(service: Service) -> None:
    for query in ("SELECT * {{ ?s ?p ?o }} LIMIT {}", "CONSTRUCT WHERE {{ ?s ?p ?o }} LIMIT {}"):
        assert service.ask(query.format(100)).status == 200
        answer = service.ask(query.format(101))
        assert (answer.status, "100 rows" in answer.text) == (403, True)


def test_rows_are_counted_and_not_lines_of_text(service: Service) -> None:
    query = 'SELECT ?x { VALUES ?x { "' + "\\n" * 500 + '" } }'
    for media in ("text/csv", "text/tab-separated-values", "application/sparql-results+json"):
        assert service.ask(query, media).status == 200


def test_a_query_that_is_nested_too_deeply_is_a_bad_request(service: Service) -> None:
    assert service.ask(HOSTILE["deep nesting"][0]).status == 400
    assert service.ask("ASK { FILTER (" + "!" * 100_000 + "true) }").status == 400


def test_a_query_beyond_the_queue_is_refused_with_the_time_to_try_again(service: Service) -> None:
    crowd = [http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=30) for _ in range(2 + 2 + 32 + 8)]
    try:
        for connection in crowd:
            connection.request("POST", "/sparql", ENDLESS, {"Content-Type": DIRECT})
        answer = crowd[-1].getresponse()
        assert (answer.status, int(answer.headers["Retry-After"]) > 0) == (503, True)
    finally:
        for connection in crowd:
            connection.close()
    assert eventually(lambda: service.ask("ASK {}").status == 200)  # whoever left has left the queue as well


def test_short_queries_are_answered_while_others_run_long(service: Service) -> None:
    found: list[Answer] = []
    threads = [threading.Thread(target=lambda: found.append(service.ask(ENDLESS))) for _ in range(5)]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS / 4)
    assert service.ask("ASK {}").status == 200
    for thread in threads:
        thread.join()
    assert {answer.status for answer in found} <= {503, 504, 507}  # ended by one of its limits


def test_a_query_ends_when_its_client_leaves(service: Service) -> None:
    assert eventually(lambda: len(workers(service)) == 2)
    before = workers(service)
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc)
    connection.request("POST", "/sparql", ENDLESS, {"Content-Type": DIRECT})
    time.sleep(SECONDS / 20)
    connection.close()
    begun = time.monotonic()
    assert eventually(lambda: len(workers(service) - before) == 1 and len(workers(service)) == 2, SECONDS / 2)
    assert time.monotonic() - begun < SECONDS / 2


def test_a_fork_server_that_is_killed_is_started_again(service: Service) -> None:
    (fork_server,) = psutil.Process(service.process.pid).children()
    fork_server.kill()
    assert {service.ask(HOSTILE["deep nesting"][0]).status for _ in range(3)} <= {400, 500, 503}
    assert eventually(lambda: service.ask("ASK {}").status == 200)
    assert eventually(lambda: service.ask(ENDLESS).status == 504, 15)


def test_what_the_detection_might_miss_the_worker_cannot_do() -> None:
    """A SERVICE call put straight to the engine inside the limits of a worker cannot connect."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.3)
        call = f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        limited = "from regolex.graph.service.worker import _limit; _limit(1 << 29); "
        for limits in (limited, ""):
            code = f"import pyoxigraph as ox; s = ox.Store(); {limits}list(s.query({call!r}))"
            running = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.DEVNULL)
            if limits:
                running.wait(20)
                with pytest.raises(TimeoutError):
                    listener.accept()
            else:  # and without them it would have
                listener.settimeout(20)
                listener.accept()[0].close()
                running.kill()
                running.wait()


def load(service: Service, requests: int, clients: int, seconds: float) -> dict:
    command = [
        sys.executable, "benchmarks/service_load.py", service.url, f"--requests={requests}", f"--clients={clients}",
        "--hostile=10", f"--seconds={seconds}",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds + 60, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_under_load_normal_queries_are_answered_hostile_ones_refused_and_no_process_stays_behind() -> None:
    """One request in ten is hostile. Afterwards not a process is left, even though the service itself is killed."""
    service = Service("--workers", "2", "--seconds", "4", "--memory", "256", "--rows", "20000")
    try:
        before = service.memory()
        run = load(service, 110, 6, 40)
        assert run["wrong"] == []
        assert len(run["good"]) == 99
        assert set(run["hostile"]) == set(HOSTILE)
        assert eventually(lambda: len(workers(service)) == 2)
        assert service.memory() - before < 2 * 256 / 4 * 2**20 + 2**24  # a worker that keeps more is replaced
        everyone = service.processes()
    finally:
        service.stop(signal.SIGKILL)
    assert len(everyone) == 3
    assert eventually(lambda: not any(process.is_running() for process in everyone))


def test_a_service_that_is_interrupted_takes_a_running_query_with_it() -> None:
    service = Service("--workers", "1", "--seconds", "5")
    everyone = service.processes()
    long = threading.Thread(target=lambda: _quietly(service))
    long.start()
    time.sleep(0.3)
    service.process.send_signal(signal.SIGINT)
    assert service.process.wait(20) == 0
    assert service.process.stderr
    assert "Traceback" not in service.process.stderr.read()
    long.join()
    assert eventually(lambda: not any(process.is_running() for process in everyone))


def _quietly(service: Service) -> None:
    with contextlib.suppress(OSError):
        service.ask(ENDLESS)
