require_relative "stand_in"

# Each test has an account of its own.
RSpec.describe "a campaign" do
  let(:account) { StandIn::Account.new.tap { |made| made.clock({ set: "2030-01-01T12:00:00Z" }) } }
  after { account.end }

  def answer(command, **parameters)
    JSON.parse(account.call(command, **parameters).body)
  end

  def read(campaign)
    answer("Campaign.Get", campaignid: campaign)["Campaign"]
  end

  it "is paused in the middle and brought back" do
    campaign = account.campaign("Sending", TotalSent: 300)
    restore = account.snapshot
    answer("Campaign.Pause", CampaignID: campaign)
    expect(read(campaign)["Status"]).to eq("Paused")
    restore.call
    expect(read(campaign)["Status"]).to eq("Sending")
  end

  it "leaves in the journal which rule decided" do
    campaign = account.campaign("Draft")
    expect(answer("Campaign.Pause", CampaignID: campaign)["ErrorCode"]).to eq(3)
    expect(account.journal.first["decided"]).to eq("Campaign.Pause/not-sending")
  end

  it "meets a limit once" do
    account.fault(status: 429, retry_after: 7, count: 1)
    limited = account.call("Campaigns.Get")
    expect([limited.code, limited["Retry-After"]]).to eq(%w[429 7])
    expect(account.call("Campaigns.Get").code).to eq("200")
  end

  it "is sent as time is moved, not waited for" do
    campaign = account.campaign("Sending")
    account.clock(advance: "PT8S")
    expect(read(campaign)["TotalSent"]).to eq(400)
    account.clock(advance: "PT2H")
    expect(read(campaign)["Status"]).to eq("Sent")
  end
end
