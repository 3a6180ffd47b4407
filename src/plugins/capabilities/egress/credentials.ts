import {
  type Grantee,
  parseUrl,
  type SecretPlan,
  type Secrets,
  type UrlValue,
} from '../../../runtime/contract/index.ts';
import { unavailable } from '../arguments.ts';

/** What the host adds to one request. */
export interface Added {
  readonly headers: ReadonlyMap<string, string>;
  /** Parameters for the query, each encoded already. */
  readonly query: readonly string[];
}

/**
 * Puts secrets into requests: those whose `for` names the tool that asks, where a `to` holds the address
 * of this very hop, in the place that `as` says. Opened for one request, and only once its address is
 * known; the guest sees neither value nor place.
 */
export class Credentials {
  readonly #secrets: Secrets;
  readonly #plans: readonly (SecretPlan & { readonly places: readonly UrlValue[] })[];

  constructor(plans: readonly SecretPlan[], secrets: Secrets) {
    this.#secrets = secrets;
    this.#plans = plans.map((plan) => ({
      ...plan,
      places: plan.to.map((text) => parseUrl(text)).filter((url) => url !== undefined),
    }));
  }

  /** @throws HostRefusal when a secret that belongs into the request cannot be had or put there */
  async for(to: Grantee, url: UrlValue): Promise<Added> {
    const headers = new Map<string, string>();
    const query: string[] = [];
    for (const { name, for: tools, as, places } of this.#plans) {
      const meant = to.kind === 'tool' && tools.includes(to.name) && as !== null;
      if (!meant || !places.some((place) => isBelow(url, place))) continue;
      const [key, form] = as.json;
      const value = await this.#open(name, to.name);
      if (typeof key !== 'string' || typeof form !== 'string') throw unfit(name);
      if (as.name === 'query') {
        query.push(`${encodeURIComponent(key)}=${encodeURIComponent(filled(form, value))}`);
      } else {
        if (!/^[\x20-\x7e]*$/.test(value)) throw unfit(name);
        headers.set(key.toLowerCase(), filled(form, value));
      }
    }
    return { headers, query };
  }

  async #open(name: string, tool: string): Promise<string> {
    try {
      return await this.#secrets.open(name, tool);
    } catch {
      throw unavailable(`the secret \`${name}\` cannot be had`);
    }
  }
}

const filled = (form: string, value: string): string => form.split('{}').join(value);

const unfit = (name: string) => unavailable(`the secret \`${name}\` cannot be put into a request`);

/**
 * Whether a URL lies at or below another: the same origin, and a path that begins with the same
 * components in both of its readings, with its escaped slashes and without.
 */
function isBelow(url: UrlValue, place: UrlValue): boolean {
  const same =
    url.scheme === place.scheme && url.host.text === place.host.text && url.port === place.port;
  return same && startsWith(url.path, place.path) && startsWith(rawPath(url), rawPath(place));
}

const rawPath = ({ text }: UrlValue): string => new URL(text).pathname;

function startsWith(path: string, folder: string): boolean {
  const base = folder.endsWith('/') ? folder : `${folder}/`;
  return path === folder || path.startsWith(base);
}
