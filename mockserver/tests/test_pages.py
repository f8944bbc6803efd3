import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from werkzeug import Response
from werkzeug.test import Client

from campaign_contract.mockserver.pages import ORIGIN, with_pages

PAGES = {
    "index.html": "<p>start</p>",
    "site.css": "p {}",
    "where.html": f"<p>{ORIGIN}/api.php</p>",
    "where.md": f"{ORIGIN}/api.php",
    "where.js": ORIGIN,
}


def client(made=None):
    def make():
        if made is not None:
            made.append(1)
        return PAGES

    return Client(with_pages(Response("from the app"), "/api.php", make))


def test_the_index_is_shown_at_the_root():
    answer = client().get("/")
    assert (answer.text, answer.content_type) == ("<p>start</p>", "text/html; charset=utf-8")


def test_a_file_has_its_media_type():
    assert client().get("/site.css").mimetype == "text/css"


def test_what_is_no_page_goes_to_the_app():
    assert client().get("/other.html").text == "from the app"
    assert client().get("/api.php").text == "from the app"
    assert client().post("/").text == "from the app"


def test_pages_are_made_once_and_not_for_the_api():
    made = []
    browser = client(made)
    browser.get("/api.php")
    assert made == []
    browser.get("/")
    browser.get("/site.css")
    assert made == [1]


def test_a_page_runs_its_own_scripts_only_and_stands_in_no_frame():
    policy = client().get("/").content_security_policy

    assert (policy.default_src, policy.script_src, policy.style_src) == ("'none'", "'self'", "'self'")
    assert (policy.base_uri, policy.frame_ancestors) == ("'none'", "'none'")


def test_a_page_names_the_address_at_which_it_is_asked_for():
    browser = client()

    assert browser.get("/where.html", base_url="http://api.test:8025").text == "<p>http://api.test:8025/api.php</p>"
    assert browser.get("/where.html", base_url="https://b.test").text == "<p>https://b.test/api.php</p>"
    assert browser.get("/where.md", base_url="https://b.test").text == "https://b.test/api.php"
    assert browser.get("/where.js").text == ORIGIN


def test_a_page_is_compressed_for_who_takes_it():
    browser = client()
    packed, plain = browser.get("/", headers={"Accept-Encoding": "br, gzip"}), browser.get("/")

    assert (packed.headers["Content-Encoding"], gzip.decompress(packed.data)) == ("gzip", plain.data)
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in browser.get("/", headers={"Accept-Encoding": "gzip;q=0"}).headers
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


def test_a_page_that_the_browser_has_is_not_sent_again():
    browser = client()
    first = browser.get("/")
    again = browser.get("/", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.data) == (304, b"")
    assert browser.get("/where.html", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_an_odd_host_is_no_markup():
    assert "<b>" not in client().get("/where.html", headers={"Host": "<b>.test"}).text


def test_pages_are_made_once_however_many_ask_at_the_same_moment():
    made, everybody = [], Barrier(8)

    def make_pages():
        made.append(1)
        for _ in range(1_000):
            os.sched_yield()
        return {"index.html": "x"}

    app = with_pages(Response("from the app"), "/api.php", make_pages)

    def ask(_):
        everybody.wait()
        return Client(app).get("/").status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [200] * 8
    assert made == [1]
