// Over the client that openapi-generator makes for Java: `java Flow BASE_URL API_KEY`.
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.CampaignApi;
import org.openapitools.client.api.CampaignApi.*;
import org.openapitools.client.api.CampaignsApi;
import org.openapitools.client.api.CampaignsApi.*;
import org.openapitools.client.model.*;

public class Flow {
    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.setObjectMapper(
            ApiClient.createDefaultObjectMapper().enable(DeserializationFeature.ACCEPT_EMPTY_ARRAY_AS_NULL_OBJECT));
        client.updateBaseUri(arguments[0]);
        String key = arguments[1];
        CampaignApi one = new CampaignApi(client);
        CampaignsApi many = new CampaignsApi(client);

        Integer id = one.createCampaign(APICreateCampaignRequest.newBuilder()
            .apIKey(key).command("Campaign.Create").campaignName("From a client").build()).getCampaignID();
        UpdateCampaignAnswer scheduled = one.updateCampaign(update(key, id)
            .scheduleType("Future").sendDate("2035-06-01").sendTime("09:30:00").sendTimeZone("America/New_York")
            .recipientListsAndSegments("1:0").build());
        ApproveCampaignAnswer approved = one.approveCampaign(APIApproveCampaignRequest.newBuilder()
            .apIKey(key).command("Campaign.Approve").campaignID(id).build());
        one.updateCampaign(update(key, id).campaignStatus("Sending").build());
        PauseCampaignAnswer paused = one.pauseCampaign(pause(key, id));
        PauseCampaignAnswer again = one.pauseCampaign(pause(key, id));
        GetCampaignsAnswer page = many.getCampaigns(APIGetCampaignsRequest.newBuilder()
            .apIKey(key).command("Campaigns.Get").searchKeyword("From a client").build());
        Campaign read = one.getCampaign(get(key, 1)).getCampaign();
        DeleteCampaignsAnswer deleted = many.deleteCampaigns(APIDeleteCampaignsRequest.newBuilder()
            .apIKey(key).command("Campaigns.Delete").campaigns(id.toString()).build());
        Campaign gone = one.getCampaign(get(key, id)).getCampaign();

        Map<String, Object> told = new LinkedHashMap<>();
        told.put("scheduled", scheduled.getSuccess());
        told.put("approved", approved.getSuccess());
        told.put("paused", paused.getSuccess());
        told.put("again", Arrays.asList(again.getSuccess(), again.getErrorCode()));
        told.put("listed", page.getCampaigns().stream().map(Campaign::getCampaignName).toArray());
        told.put("campaign_name", read.getCampaignName());
        told.put("total_opens", read.getTotalOpens());
        told.put("deleted", deleted.getSuccess());
        told.put("gone", gone);
        System.out.println(new ObjectMapper().writeValueAsString(told));
    }

    private static APIUpdateCampaignRequest.Builder update(String key, Integer id) {
        return APIUpdateCampaignRequest.newBuilder().apIKey(key).command("Campaign.Update").campaignID(id);
    }

    private static APIPauseCampaignRequest pause(String key, Integer id) {
        return APIPauseCampaignRequest.newBuilder().apIKey(key).command("Campaign.Pause").campaignID(id).build();
    }

    private static APIGetCampaignRequest get(String key, Integer id) {
        return APIGetCampaignRequest.newBuilder().apIKey(key).command("Campaign.Get").campaignid(id).build();
    }
}
