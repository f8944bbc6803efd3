// The server at the variable URL, or one that ends with the run.
import { server } from "../node/stand-in.mjs";

export default async function start() {
  const running = await server();
  process.env.URL = running.url;
  return () => running.end();
}
