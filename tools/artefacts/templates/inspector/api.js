// The control API: calls, the curl lines that do the same, and the live stream. The token stays in this tab.
import { operations } from "./facts.js";

const KEPT = "admin-token";
const VARIABLE = "CAMPAIGN_CONTRACT_ADMIN_TOKEN";

export const token = {
  get: () => { try { return sessionStorage.getItem(KEPT); } catch { return null; } },
  set: (value) => { try { sessionStorage.setItem(KEPT, value); } catch { /* asked for again, then */ } },
};

export class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

// What an operation with these arguments sends: path holds what stands in its path, query and body are objects.
function request(name, { path = {}, query = {}, body } = {}) {
  const [method, template] = operations[name];
  const filled = template.replace(/{(\w+)}/g, (_, part) => encodeURIComponent(path[part] ?? ""));
  const asked = Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const search = new URLSearchParams(asked).toString();
  return { method, url: location.origin + filled + (search && `?${search}`), body };
}

const quoted = (text) => (/^[\w.,@%+:/=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export function curl(name, given) {
  const { method, url, body } = request(name, given);
  const parts = ["curl"];
  if (method !== "GET") parts.push("-X", method);
  if (token.get()) parts.push("-H", `"Authorization: Bearer $${VARIABLE}"`);
  if (body !== undefined) parts.push("-H", "'Content-Type: application/json'", "-d", quoted(JSON.stringify(body)));
  return [...parts, quoted(url)].join(" ");
}

async function answered(name, given, signal) {
  const { method, url, body } = request(name, given);
  const headers = {};
  if (token.get()) headers.Authorization = `Bearer ${token.get()}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(url, { method, headers, body: body && JSON.stringify(body), signal, cache: "no-store" });
  if (response.ok) return response;
  const said = await response.json().catch(() => ({}));
  throw new Refused(response.status, said.error ?? `HTTP ${response.status}`);
}

export const call = async (name, given) => (await answered(name, given)).json();
export const download = async (name, given) => (await answered(name, given)).blob();

// The data of each event of a stream; null once it has begun.
export async function* events(name, given, signal) {
  const reader = (await answered(name, given, signal)).body.pipeThrough(new TextDecoderStream()).getReader();
  yield null;
  for (let kept = ""; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (kept + value).split("\n\n");
    kept = blocks.pop();
    for (const block of blocks) {
      const line = block.split("\n").find((text) => text.startsWith("data: "));
      if (line) yield JSON.parse(line.slice("data: ".length));
    }
  }
}
