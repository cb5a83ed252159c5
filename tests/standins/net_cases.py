"""What both network stacks must do; run without a QGIS application in tests/unit and with one in tests/gui."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from kmzb_qgis.toolbelt.errors import Cancelled
from kmzb_qgis.toolbelt.net import NetworkError, fetch
from tests.standins.odd_server import odd_server, self_signed


class Feedback:
    """The part of QgsFeedback that the network uses, cancellable from a thread."""

    def __init__(self):
        self.stop = False

    def isCanceled(self):
        return self.stop

    def setProgress(self, _):
        pass


def refused(url, **options) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        fetch(url, **options)
    return caught.value


class NetCases:
    @pytest.fixture()
    def server(self):
        with odd_server() as server:
            yield server

    def test_answer_comes_whole_with_headers(self, server):
        answer = fetch(f"{server.address}/x?token=geheim", headers={"X-Kmzb": "1"})
        assert answer.body.decode() == "zażółć gęślą jaźń"
        assert (answer.status, answer.content_type) == (200, "text/plain")
        assert answer.url == f"{server.address}/x"
        path, headers = server.seen[0]
        assert path == "/x?token=geheim"
        assert headers["X-Kmzb"] == "1"

    def test_a_document_is_posted_and_a_failure_of_that_is_a_sentence(self, server):
        document = "<pytanie>zażółć</pytanie>".encode()
        answer = fetch(f"{server.address}/csw?token=geheim", xml=document)
        assert answer.body == document and answer.content_type == "application/xml"
        assert answer.url == f"{server.address}/csw"
        assert refused(f"{server.address}/status/503", xml=document).status == 503

    def test_an_answer_larger_than_asked_for_is_refused(self, server):
        assert len(fetch(f"{server.address}/x", limit=100).body) == 26
        assert refused(f"{server.address}/x", limit=20).kind == "size"

    def test_an_answer_without_end_is_left_at_the_limit(self, server):
        """Not taken into memory until the deadline."""
        assert refused(f"{server.address}/endless", limit=1 << 20, timeout_s=3).kind == "size"

    def test_password_travels_as_a_header_and_is_never_told(self, server):
        address = server.address.replace("http://", "http://jan:t%C4%85jne@")
        error = refused(f"{address}/status/401?token=geheim")
        assert server.seen[0][1]["Authorization"] == "Basic amFuOnTEhWpuZQ=="  # jan:tąjne
        assert (error.kind, error.status) == ("http", 401)
        assert "does not let this user in" in error.message
        for secret in ("jan", "tąjne", "geheim", "t%C4%85jne"):
            assert secret not in str(error)

    @pytest.mark.parametrize(
        ("status", "words"), [(404, "nothing at"), (429, "asks to wait"), (500, "fault of its own"), (418, "refused")]
    )
    def test_status_is_a_sentence(self, server, status, words):
        error = refused(f"{server.address}/status/{status}")
        assert (error.kind, error.status) == ("http", status)
        assert words in error.message
        assert error.headers["retry-after"] == "7"
        assert error.body.decode() == "Łódź"

    def test_a_service_that_is_down_gives_no_answer_of_yesterday(self, server):
        """Qt keeps answers, and would give the first one again."""
        assert fetch(f"{server.address}/wavering").body == b"yesterday"
        error = refused(f"{server.address}/wavering")
        assert (error.kind, error.status) == ("http", 503)

    @pytest.mark.parametrize("path", ["drip", "silent"])
    def test_deadline_is_total(self, server, path):
        started = time.monotonic()
        error = refused(f"{server.address}/{path}", timeout_s=0.6)
        assert error.kind == "timeout"
        assert "within 0.6 s" in error.message
        assert time.monotonic() - started < 20  # a drip of 100,000 bytes would take 80 minutes

    @pytest.mark.parametrize("path", ["dropped", "nothing"])
    def test_dropped_connection(self, server, path):
        assert refused(f"{server.address}/{path}").kind == "dropped"

    def test_cancel_is_obeyed_in_the_middle(self, server):
        feedback = Feedback()
        threading.Timer(0.3, lambda: setattr(feedback, "stop", True)).start()
        with pytest.raises(Cancelled):
            fetch(f"{server.address}/drip", timeout_s=60, feedback=feedback)

    def test_an_empty_body_is_an_answer(self, server):
        answer = fetch(f"{server.address}/empty")
        assert (answer.status, answer.body) == (200, b"")

    def test_relative_redirect_is_followed(self, server):
        assert fetch(f"{server.address}/moved").body.decode() == "zażółć gęślą jaźń"

    def test_redirects_end(self, server):
        assert refused(f"{server.address}/loop").kind == "redirect"

    def test_redirect_to_a_file_reads_no_file(self, server):
        assert refused(f"{server.address}/to-file").kind in ("redirect", "other")

    def test_refused(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        error = refused(f"http://127.0.0.1:{port}/")
        assert error.kind == "refused"
        assert "refuses the connection" in error.message

    def test_unknown_host(self):
        error = refused("http://jan:tajne@no-such-host.invalid/")
        assert error.kind == "host"
        assert "'no-such-host.invalid' was not found" in error.message
        assert "tajne" not in str(error)

    @pytest.mark.parametrize(("expired", "words"), [(False, "self-signed"), (True, "certificate")])
    def test_bad_certificate_is_refused(self, tmp_path, expired, words):
        with odd_server(self_signed(tmp_path, expired)) as server:
            error = refused(f"{server.address}/")
            assert error.kind == "tls"
            assert words in error.message
            assert server.seen == []

    @pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://x/y", "nonsense", "", "http://", "http://a:b/"])
    def test_only_http(self, url):
        assert refused(url).kind == "url"
