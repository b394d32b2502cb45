"""The page of all components renders in every state and keeps to the content policy."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from tests.qa_app.web.sample_app import MANIFEST, sample_app

pytestmark = pytest.mark.skipif(not MANIFEST.exists(), reason="the front end is not built")
PAGES = [
    "/components",
    "/components?flash=1",
    "/components/scoring",
    "/components/scoring?layout=chat",
    "/components/scoring?layout=mail",
    "/error",
]


class Reader(HTMLParser):
    """Collects what the assertions below look at."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture(scope="module", params=["agent", "manager", "nobody"])
def client(request: pytest.FixtureRequest) -> FlaskClient:
    return sample_app(request.param).test_client()


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_nothing_that_the_policy_blocks(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    reader = Reader()
    reader.feed(response.text)
    for tag, attributes in reader.tags:
        inline = [name for name in attributes if name == "style" or name.startswith("on")]
        assert inline == [], f"{tag} carries {inline}"
    assert all(script.get("nonce") for script in reader.named("script"))
    assert len(reader.named("h1")) == 1


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_references_hold(client: FlaskClient, path: str) -> None:
    reader = Reader()
    reader.feed(client.get(path).text)
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert sorted(ids) == sorted(set(ids))
    for _, attributes in reader.tags:
        for name in ("aria-labelledby", "aria-describedby", "for", "popovertarget", "data-dialog"):
            for target in (attributes.get(name) or "").split():
                assert target in ids, f"{name} names {target}, which is not there"


@pytest.mark.parametrize("path", PAGES)
def test_every_icon_is_in_the_sprite(client: FlaskClient, path: str) -> None:
    manifest = json.loads(MANIFEST.read_text())
    sprite = (MANIFEST.parent / manifest["icons.svg"]).read_text()
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))
    used = set(re.findall(r'icons-\w+\.svg#([a-z0-9-]+)"', client.get(path).text))
    assert used - drawn == set()


def test_a_wrong_form_names_its_fields_and_says_what_to_do(client: FlaskClient) -> None:
    reader = Reader()
    reader.feed(client.get("/components").text)
    field = next(one for one in reader.named("input") if one.get("id") == "wrong-weight")
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"] == "wrong-weight-error"
    assert {"href": "#wrong-weight"} in reader.named("a")
