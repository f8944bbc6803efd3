# Over the client that openapi-generator makes for Ruby: `ruby -I CLIENT/lib flow.rb BASE_URL API_KEY`.
require 'json'
require 'uri'
require 'openapi_client'

url, api_key = ARGV
address = URI(url)
OpenapiClient.configure do |settings|
  settings.scheme = address.scheme
  settings.host = "#{address.host}:#{address.port}"
  settings.server_index = nil
end
campaign, campaigns, key = OpenapiClient::CampaignApi.new, OpenapiClient::CampaignsApi.new, { api_key: api_key }

id = campaign.create_campaign('Campaign.Create', 'From a client', key).campaign_id
schedule = {
  schedule_type: 'Future', send_date: '2035-06-01', send_time: '09:30:00', send_time_zone: 'America/New_York',
  recipient_lists_and_segments: '1:0'
}
scheduled = campaign.update_campaign('Campaign.Update', id, key.merge(schedule))
approved = campaign.approve_campaign('Campaign.Approve', id, key)
campaign.update_campaign('Campaign.Update', id, key.merge(campaign_status: 'Sending'))
paused = campaign.pause_campaign('Campaign.Pause', id, key)
again = campaign.pause_campaign('Campaign.Pause', id, key)
rows = campaigns.get_campaigns('Campaigns.Get', key.merge(search_keyword: 'From a client')).campaigns
read = campaign.get_campaign('Campaign.Get', 1, key).campaign
deleted = campaigns.delete_campaigns('Campaigns.Delete', id.to_s, key)
gone = campaign.get_campaign('Campaign.Get', id, key)

puts JSON.generate(
  scheduled: scheduled.success,
  approved: approved.success,
  paused: paused.success,
  again: [again.success, again.error_code],
  listed: rows.map(&:campaign_name),
  campaign_name: read.campaign_name,
  total_opens: read.total_opens,
  deleted: deleted.success,
  gone: gone.campaign
)
