// Someone who talks to the server without a browser, with cookies of their own.

/** Keeps cookies between requests, as one browser profile does. */
export class Visitor {
  #url;
  #origin;
  #cookies = new Map();

  /**
   * @param {string} url the server's address
   * @param {string} origin where the app is said to be: the pages that a browser sends requests from
   */
  constructor(url, origin) {
    this.#url = url;
    this.#origin = origin;
  }

  /** The cookies as name and value. */
  get cookies() {
    return new Map(this.#cookies);
  }

  /**
   * One request; redirects are not followed.
   *
   * @param {string} path
   * @param {RequestInit} [init]
   */
  async fetch(path, init = {}) {
    const headers = new Headers(init.headers);
    if (this.#cookies.size > 0) {
      headers.set("Cookie", [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    }
    const response = await fetch(new URL(path, this.#url), { redirect: "manual", ...init, headers });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return response;
  }

  /**
   * One GraphQL request, sent as the app sends it: the response, for what a browser sees besides the body.
   *
   * @param {string} query
   * @param {Record<string, unknown>} [variables]
   * @returns {Promise<Response>}
   */
  send(query, variables = {}) {
    return this.fetch("/graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: this.#origin },
      body: JSON.stringify({ query, variables }),
    });
  }

  /**
   * One GraphQL request: the body of its answer.
   *
   * @param {string} query
   * @param {Record<string, unknown>} [variables]
   * @returns {Promise<{data?: any, errors?: {message: string, extensions?: {code?: string, requestId?: string}}[]}>}
   */
  async graphql(query, variables = {}) {
    return (await this.send(query, variables)).json();
  }

  #keep(cookie) {
    const [pair, ...attributes] = cookie.split(";").map((part) => part.trim());
    const separator = pair.indexOf("=");
    const name = pair.slice(0, separator);
    const ended = attributes.some((attribute) => /^max-age=(0|-\d+)$/i.test(attribute));
    if (ended) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(separator + 1));
  }
}
