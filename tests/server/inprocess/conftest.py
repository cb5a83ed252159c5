"""QGIS Server inside the test's own process, with the guard registered by the plugin's own entrance."""

from __future__ import annotations

import os

import pytest

from tests.server import harness


class Answer:
    """Status, headers and body."""

    def __init__(self, response):
        self.status, self.headers = response.statusCode(), response.headers()
        self.text = bytes(response.body()).decode("utf-8", "replace")


@pytest.fixture(scope="session")
def server():
    from qgis.server import QgsServer

    import kmzb_qgis

    os.environ.pop("QGIS_PROJECT_FILE", None)
    made = QgsServer()
    plugin = kmzb_qgis.serverClassFactory(made.serverInterface())
    yield made
    del plugin


@pytest.fixture(scope="session")
def site():
    with harness.site(harness.rows(4)) as made:
        yield made


@pytest.fixture
def ask(server, monkeypatch):
    """ask(project, query, method='GET', data=None): a request with the project pinned in the environment."""
    from qgis.server import QgsBufferServerRequest, QgsBufferServerResponse, QgsServerRequest

    method_of = QgsServerRequest.Method
    methods = {
        "GET": method_of.GetMethod,
        "POST": method_of.PostMethod,
        "DELETE": method_of.DeleteMethod,
        "PUT": method_of.PutMethod,
    }

    def request(project, query, method="GET", data=None, path="/", headers=None):
        monkeypatch.setenv("REQUEST_METHOD", method)
        if project:
            monkeypatch.setenv("QGIS_PROJECT_FILE", str(project))
        else:
            monkeypatch.delenv("QGIS_PROJECT_FILE", raising=False)
        asked = QgsBufferServerRequest(f"http://server{path}{query}", methods[method], headers or {}, data)
        response = QgsBufferServerResponse()
        server.handleRequest(asked, response)
        return Answer(response)

    return request
