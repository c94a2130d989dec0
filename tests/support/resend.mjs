// A stand-in for Resend's HTTP API: keeps what it is asked to send, and refuses when a test wants it to.

import { createServer } from "node:http";

/** Starts a stand-in at an address of its own. */
export async function startResend() {
  const resend = new Resend();
  await resend.listen();
  return resend;
}

class Resend {
  #server;
  #refusals = [];

  constructor() {
    /** The requests so far: method, path, headers, and the body as JSON. */
    this.requests = [];
    this.#server = createServer(async (request, response) => {
      const chunks = await Array.fromAsync(request);
      const { method, url: path, headers } = request;
      this.requests.push({ method, path, headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      const refusal = this.#refusals.shift();
      if (refusal === "silence") return request.socket.destroy();
      const { status, location, ...body } = refusal ?? { status: 200, id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" };
      response.writeHead(status, { "content-type": "application/json", ...(location && { location }) }).end(JSON.stringify(body));
    });
  }

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
  }

  /**
   * Refuses the next requests, one each.
   *
   * @param {...({status: number, name?: string, message?: string, location?: string} | "silence")} refusals
   */
  refuse(...refusals) {
    this.#refusals.push(...refusals);
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
