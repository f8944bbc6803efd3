# A reference server and a fresh account for each test, by way of the control API.

require "json"
require "net/http"
require "securerandom"

module StandIn
  SERVE = %w[campaign-contract serve --port 0 --quiet --delivery simulated].freeze

  # The server at the variable URL, or one that ends with these tests.
  def self.url
    @url ||= URI(ENV["URL"] || start)
  end

  def self.start
    server = IO.popen(SERVE)
    at_exit { Process.kill("TERM", server.pid) }
    said = server.gets.to_s
    said[/\Alistening on (\S+)/, 1] || raise("the server did not start: #{said}")
  end

  def self.control(method, path, body = nil)
    request = Net::HTTP.const_get(method.capitalize).new(URI.join(url, "/__admin/#{path}"))
    request["Content-Type"] = "application/json"
    request.body = JSON.generate(body) if body
    answer = Net::HTTP.start(url.host, url.port) { |http| http.request(request) }
    said = JSON.parse(answer.body)
    answer.is_a?(Net::HTTPSuccess) ? said : raise(said["error"])
  end

  # An account that shares nothing with any other.
  class Account
    attr_reader :id, :api_key

    def initialize
      @id, @api_key = StandIn.control("POST", "accounts", {}).values_at("id", "api_key")
    end

    def end
      StandIn.control("DELETE", "accounts/#{id}")
    end

    def campaign(status, **fields)
      StandIn.control("POST", "accounts/#{id}/campaigns", { CampaignStatus: status, **fields })["CampaignID"]
    end

    def clock(change)
      StandIn.control("POST", "accounts/#{id}/clock", change)
    end

    def fault(wanted)
      StandIn.control("POST", "faults", { account: id, **wanted })
    end

    def journal
      StandIn.control("GET", "journal?account=#{id}")["entries"]
    end

    # Keeps the present state; calling what it answers brings it back.
    def snapshot
      name = "account-#{id}-#{SecureRandom.hex(4)}"
      StandIn.control("PUT", "snapshots/#{name}?account=#{id}")
      -> { StandIn.control("POST", "snapshots/#{name}/restore") }
    end

    # Stands for your client.
    def call(command, **parameters)
      Net::HTTP.post_form(StandIn.url, Command: command, APIKey: api_key, **parameters)
    end
  end
end
