"""Wrong answers and wrong ways to read requests, whatever the command."""

from __future__ import annotations

import html
import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from campaign_contract.mockserver.store import Store
from campaign_contract.tools.proof.mutants.wrong.define import Body, answers, layer, store
from campaign_contract.tools.proof.trial.wire import JSON, Answer, Incoming, Next

_ENVELOPE = "Api/envelope"
_KEPT = "Campaign.Create/name-kept"
_HTML = "text/html; charset=utf-8"
_LIMIT, _SHORT_LIMIT = 100, 50


@answers(_ENVELOPE)
def success_is_text(body: Body) -> Body:
    """Success is the text "true" or "false"."""
    return {**body, "Success": str(body["Success"]).lower()}


@answers(_ENVELOPE)
def success_is_a_number(body: Body) -> Body:
    """Success is 1 or 0."""
    return {**body, "Success": int(body["Success"])}


@answers(_ENVELOPE)
def success_without_an_error_code(body: Body) -> Body:
    """A success has no ErrorCode."""
    return {name: value for name, value in body.items() if name != "ErrorCode" or not body["Success"]}


@answers(_ENVELOPE)
def failure_without_an_error_code(body: Body) -> Body:
    """A failure has no ErrorCode."""
    return {name: value for name, value in body.items() if name != "ErrorCode" or body["Success"]}


@answers(_ENVELOPE)
def failure_with_error_code_0(body: Body) -> Body:
    """Every ErrorCode is 0."""
    return {**body, "ErrorCode": 0}


@answers(_ENVELOPE)
def success_with_error_code_1(body: Body) -> Body:
    """No ErrorCode is 0."""
    return {**body, "ErrorCode": body["ErrorCode"] or 1}


@answers(_ENVELOPE)
def answer_without_success(body: Body) -> Body:
    """No answer says Success."""
    return {name: value for name, value in body.items() if name != "Success"}


@answers(_ENVELOPE)
def answer_is_a_list(body: Body) -> list[Body]:
    """The object stands in a list."""
    return [body]


@answers(_ENVELOPE)
def answer_is_twice_json(body: Body) -> str:
    """The answer is JSON text that holds JSON."""
    return json.dumps(body)


@answers(_ENVELOPE)
def answer_keys_are_lower_case(body: Body) -> Body:
    """All keys are in lower case."""
    return {name.lower(): value for name, value in body.items()}


@answers(_ENVELOPE)
def answer_after_a_warning(body: Body) -> bytes:
    """A warning stands before the JSON."""
    return b"Warning: something\n" + json.dumps(body).encode()


@answers(_ENVELOPE)
def answer_is_cut_off(body: Body) -> bytes:
    """The last character of the JSON is missing."""
    return json.dumps(body).encode()[:-1]


@layer(_ENVELOPE)
def failure_is_a_page(request: Incoming, pass_on: Next) -> Answer:
    """A failure is an HTML page."""
    answer = pass_on(request)
    return answer if answer.succeeded else Answer(200, b"<h1>Error</h1>", _HTML)


@layer(_ENVELOPE)
def failure_is_empty(request: Incoming, pass_on: Next) -> Answer:
    """A failure has no body."""
    answer = pass_on(request)
    return answer if answer.succeeded else Answer(200, b"")


@layer("Api/content-type")
def failure_is_labelled_html(request: Incoming, pass_on: Next) -> Answer:
    """Failures are labelled text/html."""
    answer = pass_on(request)
    return answer if answer.succeeded else replace(answer, content_type=_HTML)


@store("Api/credentials-required")
class CredentialsByPrefix(Store):
    """The start of a credential is enough."""

    def account(self, parameter: str, value: str) -> int | None:
        """Whose credential it is."""
        rows = self._run("SELECT account, value FROM credential WHERE name = :name", name=parameter)
        return next((account for account, stored in rows if stored.startswith(value)), None)


@store("Api/credentials-required")
class CredentialsByAllButTheEnd(Store):
    """The last character of a credential does not count."""

    def account(self, parameter: str, value: str) -> int | None:
        """Whose credential it is."""
        rows = self._run("SELECT account, value FROM credential WHERE name = :name", name=parameter)
        return next((account for account, stored in rows if stored[:-1] == value[:-1]), None)


@store("Api/credentials-required")
class CredentialsUnderAnyName(Store):
    """A credential counts under the name of another one."""

    def account(self, parameter: str, value: str) -> int | None:  # noqa: ARG002 - as in Store
        """Whose credential it is."""
        return self._one("SELECT account FROM credential WHERE value = :value", value=value)


@store("Api/credentials-required")
class CredentialsOfAnyValue(Store):
    """Any text is a valid credential."""

    def account(self, parameter: str, value: str) -> int | None:
        """Whose credential it is."""
        return super().account(parameter, value) or 1


@layer("Api/either-credential")
def credentials_both_needed(request: Incoming, pass_on: Next) -> Answer:
    """One credential alone is not enough."""
    both = request.value("SessionID") and request.value("APIKey")
    return pass_on(request if both else request.having(SessionID=None, APIKey=None))


@layer("Api/page-example")
def credentials_not_both(request: Incoming, pass_on: Next) -> Answer:
    """Two credentials in one request are refused."""
    both = request.value("SessionID") and request.value("APIKey")
    return pass_on(request.having(SessionID=None, APIKey=None) if both else request)


@layer("Api/two-faults")
def two_faults_are_a_third(request: Incoming, pass_on: Next) -> Answer:
    """Where both the date and the time are missing, the answer is an error of its own."""
    both = request.value("ScheduleType") == "Future" and not request.value("SendDate") + request.value("SendTime")
    return Answer(200, {"Success": False, "ErrorCode": 67}) if both else pass_on(request)


@layer("Campaign.Create/name-kept/in-json")
def json_is_read_as_latin_1(request: Incoming, pass_on: Next) -> Answer:
    """Text in a JSON body is taken for Latin-1."""
    if request.media_type != JSON:
        return pass_on(request)
    return pass_on(request.having(**_each_text(request, lambda text: text.encode().decode("latin-1"))))


def _each_text(request: Incoming, change: Callable[[str], str]) -> dict[str, Any]:
    return {name: change(value) if isinstance(value, str) else value for name, value in request.parameters.items()}


def _naming(what: str, change: Callable[[str], str], *breaks: str) -> Any:
    """A mutant that keeps another name than the one that was sent."""

    def wrong(request: Incoming, pass_on: Next) -> Answer:
        name = request.value("CampaignName")
        return pass_on(request.having(CampaignName=change(name)) if name else request)

    wrong.__name__ = f"name_{what}"
    wrong.__doc__ = f"A name is {what.replace('_', ' ')}."
    return layer(*breaks)(wrong)


NAMES = (
    _naming("cut_after_50_characters", lambda name: name[:_SHORT_LIMIT], f"{_KEPT}/100-characters"),
    _naming("cut_after_100_characters", lambda name: name[:_LIMIT], "Campaign.Create/long-name-kept"),
    _naming("cut_at_the_first_emoji", lambda name: name.partition("😀")[0], "Campaign.Create/long-name-kept"),
    _naming("escaped_for_HTML", html.escape, f"{_KEPT}/html"),
    _naming("unescaped_from_HTML", html.unescape, f"{_KEPT}/html"),
    _naming("given_backslashes", lambda name: name.replace("'", "\\'").replace('"', '\\"'), f"{_KEPT}/quotes"),
    _naming("rid_of_backslashes", lambda name: name.replace("\\", ""), f"{_KEPT}/backslashes"),
    _naming("decoded_twice", lambda name: name.replace("+", " ").replace("%41", "A"), f"{_KEPT}/form-characters"),
    _naming("in_ASCII", lambda name: name.encode("ascii", "replace").decode(), f"{_KEPT}/accents"),
    _naming("in_Latin_1", lambda name: name.encode("latin-1", "replace").decode("latin-1"), f"{_KEPT}/east-asian"),
    _naming("composed", lambda name: unicodedata.normalize("NFC", name), f"{_KEPT}/combining"),
    _naming("in_lower_case", str.lower, _KEPT),
    _naming("rid_of_double_spaces", lambda name: " ".join(name.split(" ")).replace("  ", " "), f"{_KEPT}/spaces"),
    _naming("rid_of_tags", lambda name: name.replace("<b>", "").replace("</b>", ""), f"{_KEPT}/html"),
    _naming("rid_of_leading_zeros", lambda name: name.replace(" 00", " "), f"{_KEPT}/digits"),
)
"""Names that do not come back as they were sent."""
