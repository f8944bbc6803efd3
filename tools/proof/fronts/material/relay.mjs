// Node's own server; every request is passed on to the reference server.
import http from "node:http";

const agent = new http.Agent({ keepAlive: true });
const [host, port] = "{{ upstream }}".split(":");

// The body, or undefined where the client broke off.
async function whole(request) {
  const chunks = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

http
  .createServer(async (request, response) => {
    const body = await whole(request);
    if (body === undefined) return;
    const headers = { "content-type": request.headers["content-type"] ?? "", "content-length": body.length };
    const passed = http.request({ agent, host, port, method: request.method, path: request.url, headers }, (answer) => {
      response.writeHead(answer.statusCode, { "content-type": answer.headers["content-type"] });
      answer.pipe(response);
    });
    passed.on("error", () => response.writeHead(502).end());
    passed.end(body);
  })
  .listen({{ port }}, "127.0.0.1");
