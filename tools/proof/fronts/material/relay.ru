# A Rack application; every request is passed on to the reference server.
require "net/http"

run lambda { |env|
  body = env["rack.input"]&.read.to_s
  query = env["QUERY_STRING"].to_s
  path = env["PATH_INFO"] + (query.empty? ? "" : "?#{query}")
  answer = Net::HTTP.start("{{ upstream.split(":")[0] }}", {{ upstream.split(":")[1] }}) do |http|
    http.send_request(env["REQUEST_METHOD"], path, body, { "Content-Type" => env["CONTENT_TYPE"].to_s })
  end
  [answer.code.to_i, { "Content-Type" => answer["Content-Type"] }, [answer.body.to_s]]
}
