"""`campaign-contract coverage`: of servers and files, with an exit status for CI."""

import json

import pytest
from click.testing import CliRunner

from campaign_contract.contract_tests.stand_in.control import CampaignApi
from campaign_contract.contract_tests.stand_in.process import started
from campaign_contract.tools.cli import main


@pytest.fixture(scope="module")
def url():
    with started("") as url:
        yield url


@pytest.fixture(autouse=True)
def _from_nothing(url):
    CampaignApi(url).control("DELETE", "coverage")


def run(*arguments):
    return CliRunner().invoke(main, ["coverage", *map(str, arguments)])


def test_it_tells_what_was_met_and_what_never(url):
    with CampaignApi(url).account() as account:
        account.call("Campaign.Create", CampaignName="x")
    result = run(url)

    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "4 of 94 parts of the contract met: 4.2 %"
    assert lines[1] == "  commands: 1 of 10; never met:"
    assert "Campaign.Create" not in lines[2]
    assert "Campaign.Copy" in lines[2]
    assert "  faults: 0 of 12 (does not count); never met:" in lines


def test_less_than_asked_for_is_exit_1(url):
    assert run(url, "--fail-under", 0).exit_code == 0
    result = run(url, "--fail-under", 80)

    assert result.exit_code == 1
    assert result.stderr == "0 % of the contract met, below 80 %\n"


def test_an_account_is_told_by_id_and_by_name(url):
    api = CampaignApi(url)
    with api.account(name="painter") as one, api.account() as other:
        one.call("Campaigns.Get")
        other.call("Campaign.Create", CampaignName="x")
        for account in ("painter", one.id):
            counts = json.loads(run(url, "--account", account, "--json").output)["kinds"]["commands"]["counts"]
            assert {name for name, count in counts.items() if count} == {"Campaigns.Get"}
    assert run(url, "--account", "nobody").stderr.startswith("there is no account nobody; there are owner, stranger")


def test_files_and_servers_are_taken_together(url, tmp_path):
    with CampaignApi(url).account() as account:
        account.call("Campaigns.Get")
        one = tmp_path / "one.json"
        one.write_text(run(url, "--json").output, encoding="utf-8")
        account.call("Campaign.Create", CampaignName="x")
        both = json.loads(run(one, url, "--json").output)

    counts = both["kinds"]["commands"]["counts"]
    assert (counts["Campaigns.Get"], counts["Campaign.Create"]) == (2, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "cannot be read: No such"), ("nonsense", "holds no coverage"), ("{}", "holds no coverage"),
     ("[1]", "holds no coverage")],
    ids=["no file", "no JSON", "another object", "a list"],
)  # fmt: skip
def test_what_is_no_coverage_is_said(tmp_path, text, said):
    file = tmp_path / "coverage.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    result = run(file)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{file}: {said}")


def test_a_server_that_is_not_there_is_said():
    result = run("http://127.0.0.1:9")

    assert result.exit_code == 2
    assert result.stderr.startswith("http://127.0.0.1:9/__admin/coverage does not answer as a control API")


def test_a_file_has_no_accounts(tmp_path):
    assert "--account is for the URL of a server" in run(tmp_path / "x.json", "--account", "1").stderr
