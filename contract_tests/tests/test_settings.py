"""Where a setting comes from, what it may be, and how a bad one is refused."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.settings import (
    ENVIRONMENT_PREFIX,
    Settings,
    SettingsError,
    api_url,
    as_environment,
    flag_of,
    setting_fields,
)
from campaign_contract.contract_tests.settings_sources import resolve


def variable(name):
    return ENVIRONMENT_PREFIX + name.upper()


@pytest.fixture
def target_file(tmp_path):
    path = tmp_path / "target.toml"

    def write(text):
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refusal(*arguments):
    """The message with which the settings are refused; always one line."""
    with pytest.raises(SettingsError) as caught:
        resolve(*arguments)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("name", "flag", "environment", "toml", "values"),
    [
        ("base_url", "http://a", "http://b", '"http://c"', ["http://a", "http://b", "http://c", None]),
        ("api_key", "a", "b", '"c"', ["a", "b", "c", None]),
        ("email_id", "1", "2", "3", ["1", "2", "3", None]),
        ("send_date", "2040-01-01", "2041-01-01", "2042-01-01",
         ["2040-01-01", "2041-01-01", "2042-01-01", "2037-06-01"]),
        ("send_time", "01:00", "02:00", "03:00:00", ["01:00", "02:00", "03:00:00", "09:30:00"]),
        ("allow_sending", True, "no", "true", [True, False, True, None]),
        ("strict", True, "off", "true", [True, False, True, False]),
        ("level", "must", "SHOULD", '"Must"', ["must", "should", "must", "should"]),
        ("timeout", "1.5", "2", "3", [1.5, 2.0, 3.0, 10.0]),
    ],
)  # fmt: skip
def test_a_flag_wins_over_the_environment_over_the_file_over_the_default(
    target_file, name, flag, environment, toml, values
):
    flags, variables, file = {name: flag}, {variable(name): environment}, target_file(f"{name} = {toml}")
    found = [
        getattr(resolve(flags, variables, file), name),
        getattr(resolve({name: None}, variables, file), name),
        getattr(resolve({}, {}, file), name),
        getattr(resolve({}, {}, None), name),
    ]
    assert found == values


def test_a_flag_that_says_no_wins_over_an_environment_that_says_yes():
    assert resolve({"allow_sending": False}, {variable("allow_sending"): "yes"}, None).allow_sending is False


def test_what_is_known_holds_where_nobody_says_otherwise(target_file):
    known = Settings(api_key="known", list_id="1", timeout=3.0)
    found = resolve({}, {variable("list_id"): "2"}, target_file("timeout = 4"), known)
    assert (found.api_key, found.list_id, found.timeout) == ("known", "2", 4.0)


@pytest.mark.parametrize("key", ["stranger-api-key", "stranger_api_key"])
def test_a_key_of_the_file_is_written_with_either_sign(target_file, key):
    assert resolve({}, {}, target_file(f'{key} = "k"')).stranger_api_key == "k"


def test_an_empty_value_takes_an_optional_setting_away():
    assert resolve({"api_key": ""}, {variable("api_key"): "k"}, None).api_key is None


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(base_url="http://h/p", api_key="a b", strict=True, allow_sending=False, level="must", timeout=0.25),
    ],
)
def test_the_environment_carries_settings_unchanged(settings):
    assert resolve({}, as_environment(settings), None) == settings


def test_an_unknown_key_of_the_file_is_refused_with_the_allowed_ones(target_file):
    message = refusal({}, {}, target_file('api-keys = "k"'))
    assert "target.toml: unknown key api-keys; allowed: " in message
    assert all(item.name.replace("_", "-") in message for item in setting_fields())


def test_the_first_of_several_unknown_keys_is_named(target_file):
    assert "unknown key aa" in refusal({}, {}, target_file("zz = 1\nmm = 1\naa = 1"))


def test_an_unknown_variable_is_refused_with_the_allowed_ones():
    message = refusal({}, {variable("api_keys"): "k"}, None)
    assert message.startswith("CAMPAIGN_CONTRACT_API_KEYS in the environment is no setting; allowed: ")
    assert "CAMPAIGN_CONTRACT_API_KEY," in message


def test_the_variable_of_the_target_file_is_no_unknown_one():
    assert resolve({}, {variable("target"): "target.toml", "OTHER_VARIABLE": "1"}, None) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("strict", "maybe", "1, true, yes, on, 0, false, no, off"),
        ("allow_sending", "2", "1, true, yes, on, 0, false, no, off"),
        ("timeout", "soon", "a number above 0"),
        ("timeout", "0", "a number above 0"),
        ("timeout", "-1", "a number above 0"),
        ("timeout", "inf", "a number above 0"),
        ("timeout", "nan", "a number above 0"),
        ("level", "may", "must, should"),
    ],
)
def test_a_bad_value_is_refused_wherever_it_stands(target_file, name, value, allowed):
    for place, arguments in {
        flag_of(name): ({name: value}, {}, None),
        variable(name): ({}, {variable(name): value}, None),
        f"target.toml: {name.replace('_', '-')}": ({}, {}, target_file(f'{name} = "{value}"')),
    }.items():
        message = refusal(*arguments)
        assert f"{place}: {value!r} is not allowed; allowed: {allowed}" in message


def test_an_empty_value_is_refused_where_there_has_to_be_one():
    assert refusal({"time_zone": ""}, {}, None) == "--time-zone is empty; leave it out or give a value"


@pytest.mark.parametrize("toml", ["timeout = [1]", 'api-key = ["k"]', "[api-key]\nvalue = 1"])
def test_lists_and_tables_are_refused(target_file, toml):
    assert "is not allowed; allowed: a single value" in refusal({}, {}, target_file(toml))


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path):
    assert "missing.toml: cannot be read: No such file or directory" in refusal({}, {}, tmp_path / "missing.toml")
    assert "cannot be read: Is a directory" in refusal({}, {}, tmp_path)


@pytest.mark.parametrize("content", [b"api-key", b'api-key = "\xff"', b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_refused(tmp_path, content):
    path = tmp_path / "target.toml"
    path.write_bytes(content)
    assert "target.toml: not valid TOML: " in refusal({}, {}, path)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://api.example.test", "http://api.example.test/api.php"),
        ("https://api.example.test/", "https://api.example.test/api.php"),
        ("http://api.example.test:8025", "http://api.example.test:8025/api.php"),
        ("http://[::1]:8025", "http://[::1]:8025/api.php"),
        ("http://api.example.test/v5/api.php", "http://api.example.test/v5/api.php"),
        ("http://api.example.test?tenant=1#top", "http://api.example.test/api.php?tenant=1"),
    ],
)
def test_a_url_without_a_path_gets_that_of_the_spec(url, wanted):
    assert api_url(url, "/api.php") == wanted


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "api.example.test", "ftp://api.example.test", "http://", "http:///api.php", "http://[::1",
     "http://api.example.test:99999", "http://api.example.test:port"],
)  # fmt: skip
def test_what_is_no_url_is_refused_with_an_example(url):
    with pytest.raises(
        SettingsError, match=r"is not a URL of an API; it looks like http://127\.0\.0\.1:8025/api\.php"
    ):
        api_url(url, "/api.php")


@pytest.mark.parametrize(
    ("url", "may_send"),
    [
        ("http://127.0.0.1:8025/api.php", True),
        ("http://localhost/api.php", True),
        ("http://[::1]:8025/api.php", True),
        ("http://api.example.test/api.php", False),
        ("http://localhost.example.test/api.php", False),
        ("http://127.0.0.1.example.test/api.php", False),
        (None, False),
    ],
)
def test_sending_is_allowed_on_this_machine_only_unless_the_operator_decides(url, may_send):
    assert Settings(base_url=url).may_send is may_send
    assert Settings(base_url=url, allow_sending=True).may_send is True
    assert Settings(base_url=url, allow_sending=False).may_send is False


def test_a_login_in_the_url_is_not_shown():
    assert Settings(base_url="https://user:p%40ss@host:8/p").target == "https://$TARGET_LOGIN@host:8/p"
    assert Settings(base_url="https://user:p%40ss@host:8/p").login == "user:p%40ss"
    assert Settings(base_url="https://host:8/p").target == "https://host:8/p"
    assert Settings().target == ""


def test_every_setting_explains_itself_and_the_credentials_are_marked_secret():
    assert all(item.metadata["help"] for item in setting_fields())
    secret = {item.name for item in setting_fields() if item.metadata["secret"]}
    assert secret == {"api_key", "session_id", "stranger_api_key", "stranger_session_id", "expired_session_id"}
