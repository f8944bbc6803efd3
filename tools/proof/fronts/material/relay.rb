# Ruby's WEBrick; every request is passed on to the reference server.
require "net/http"
require "webrick"

server = WEBrick::HTTPServer.new(BindAddress: "127.0.0.1", Port: {{ port }}, AccessLog: [])

class Relay < WEBrick::HTTPServlet::AbstractServlet
  def service(request, response)
    answer = Net::HTTP.start("{{ upstream.split(":")[0] }}", {{ upstream.split(":")[1] }}) do |http|
      http.send_request(request.request_method, request.unparsed_uri, request.body.to_s, { "Content-Type" => request["Content-Type"].to_s })
    end
    response.status = answer.code.to_i
    response["Content-Type"] = answer["Content-Type"]
    response.body = answer.body.to_s
  end
end

server.mount("/", Relay)
trap("TERM") { server.shutdown }
server.start
