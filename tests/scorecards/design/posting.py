"""Forms of the designer as a browser would post them."""

import re

SCRIPT = {"HX-Request": "true"}


def questions(version):
    return {
        question["key"]: question
        for section in version.document["sections"]
        for question in section["questions"]
    }


def form_of(client, version, at):
    """What a browser without scripts would post of the open form, as it stands."""
    page = client.get(f"/scorecards/drafts/{version.id}?at={at}").text
    form = page[page.index('<form class="form wide d-form"') :]
    form = form[: form.index("</form>")]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if given.get("type") == "checkbox" and " checked" not in tag:
            continue
        sent[given["name"]] = given.get("value", "")
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        sent[name] = body
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        sent[name] = chosen.group(1) if chosen else re.search(r'value="([^"]*)"', body).group(1)
    return sent


def post(client, version, what, data, **options):
    sent = {"revision": version.revision, **data}
    return client.post(f"/scorecards/drafts/{version.id}/{what}", data=sent, **options)
