<?php
// Over the client that openapi-generator's php-nextgen makes: `php flow.php CLIENT BASE_URL API_KEY`.
use OpenAPI\Client\Api\CampaignApi;
use OpenAPI\Client\Api\CampaignsApi;
use OpenAPI\Client\Configuration;

[, $client, $url, $key] = $argv;
require 'GuzzleHttp/autoload.php';
spl_autoload_register(function (string $class) use ($client): void {
    $file = $client . '/src/' . strtr(substr($class, strlen('OpenAPI\Client\\')), '\\', '/') . '.php';
    if (is_file($file)) {
        require $file;
    }
});

$configuration = (new Configuration())->setHost($url);
$campaign = new CampaignApi(null, $configuration);
$campaigns = new CampaignsApi(null, $configuration);

$created = $campaign->createCampaign(command: 'Campaign.Create', campaign_name: 'From a client', api_key: $key);
$id = $created->getCampaignId();
$scheduled = $campaign->updateCampaign(
    command: 'Campaign.Update',
    campaign_id: $id,
    schedule_type: 'Future',
    send_date: '2035-06-01',
    send_time: '09:30:00',
    send_time_zone: 'America/New_York',
    recipient_lists_and_segments: '1:0',
    api_key: $key,
);
$approved = $campaign->approveCampaign(command: 'Campaign.Approve', campaign_id: $id, api_key: $key);
$campaign->updateCampaign(command: 'Campaign.Update', campaign_id: $id, campaign_status: 'Sending', api_key: $key);
$paused = $campaign->pauseCampaign(command: 'Campaign.Pause', campaign_id: $id, api_key: $key);
$again = $campaign->pauseCampaign(command: 'Campaign.Pause', campaign_id: $id, api_key: $key);
$rows = $campaigns->getCampaigns(command: 'Campaigns.Get', search_keyword: 'From a client', api_key: $key);
$read = $campaign->getCampaign(command: 'Campaign.Get', campaignid: 1, api_key: $key)->getCampaign();
$deleted = $campaigns->deleteCampaigns(command: 'Campaigns.Delete', campaigns: (string) $id, api_key: $key);
$gone = $campaign->getCampaign(command: 'Campaign.Get', campaignid: $id, api_key: $key);

echo json_encode([
    'scheduled' => $scheduled->getSuccess(),
    'approved' => $approved->getSuccess(),
    'paused' => $paused->getSuccess(),
    'again' => [$again->getSuccess(), $again->getErrorCode()],
    'listed' => array_map(fn ($row) => $row->getCampaignName(), $rows->getCampaigns()),
    'campaign_name' => $read->getCampaignName(),
    'total_opens' => $read->getTotalOpens(),
    'deleted' => $deleted->getSuccess(),
    'gone' => (object) array_filter((array) $gone->getCampaign()->jsonSerialize()),
]);
