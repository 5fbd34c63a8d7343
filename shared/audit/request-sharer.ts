import type { CredentialRequest, Requester } from '../cloudtrail/record.ts';
import { BoundedMap } from '../json/bounded-map.ts';

/** Texts and requesters of which one copy is kept. */
const mostShared = 50_000;

/**
 * Makes requests small that are kept until an archive has been read: the same few users ask for the same few roles, and
 * one copy of what they have in common is enough.
 */
export class RequestSharer {
  readonly #texts = new BoundedMap<string, string>(mostShared);
  readonly #requesters = new BoundedMap<string, Requester>(mostShared);

  /** The same request, made of texts that others have too. */
  share(request: CredentialRequest): CredentialRequest {
    const { region, sourceIp, recipientAccountId, roleArn, sessionName, eventName } = request;
    return {
      ...request,
      eventName: this.#text(eventName),
      region: this.#text(region),
      sourceIp: this.#text(sourceIp),
      recipientAccountId: this.#text(recipientAccountId),
      roleArn: this.#text(roleArn),
      sessionName: this.#text(sessionName),
      requester: this.#requester(request.requester),
    };
  }

  #text<Text extends string | undefined>(text: Text): Text {
    if (text === undefined) return text;
    const known = this.#texts.get(text) as Text | undefined;
    if (known === undefined) this.#texts.set(text, text);
    return known ?? text;
  }

  #requester(requester: Requester): Requester {
    const key = JSON.stringify(requester);
    const known = this.#requesters.get(key);
    if (known === undefined) this.#requesters.set(key, requester);
    return known ?? requester;
  }
}
