import { describe, expect, it } from 'vitest';
import { openOrganization } from '../../shared/informatica-api/organization.ts';
import type { Outside } from '../../shared/informatica-api/outside.ts';

const login = { url: 'https://login.example.com/saas', username: 'CANARY-USER', password: 'CANARY PASSWORD' };
const call = { path: '/x', mostBytes: 1000, what: 'x' };

/** A world in which the login leads to an address, and everything else answers with a text. */
function outsideWith(baseApiUrl: string, text = 'said'): Outside & { readonly asked: string[] } {
  const asked: string[] = [];
  const send = async (url: string | URL | Request) => {
    asked.push(String(url));
    const isLogin = String(url).endsWith('/login');
    const answer = { products: [{ baseApiUrl }], userInfo: { sessionId: 'CANARY-SESSION' } };
    return new Response(isLogin ? JSON.stringify(answer) : text);
  };
  return {
    asked,
    send: send as typeof fetch,
    wait: async () => {},
    random: () => 0,
    now: () => 0,
    stop: new AbortController().signal,
  };
}

describe('an organization', () => {
  it('is asked where its login leads, over https', async () => {
    const outside = outsideWith('https://pod.example.com/saas');
    expect(String(await openOrganization({ login }, outside).ask(call))).toBe('said');
    expect(outside.asked).toEqual([
      'https://login.example.com/saas/public/core/v3/login',
      'https://pod.example.com/saas/x',
    ]);
  });

  it.each(['http://127.0.0.1:9/saas', 'https://localhost/saas'])(
    'is not asked on this machine where another one says so: %s',
    async (baseApiUrl) => {
      const outside = outsideWith(baseApiUrl);
      await expect(openOrganization({ login }, outside).ask(call)).rejects.toThrow(/leads to this machine/);
      expect(outside.asked).toHaveLength(1);
    },
  );

  it('is asked in the session that is given, and no login is tried', async () => {
    const session = { id: 'x', baseUrl: 'https://pod.example.com/saas' };
    const outside = outsideWith('https://elsewhere.example.com');
    await openOrganization({ session, login }, outside).ask(call);
    expect(outside.asked).toEqual(['https://pod.example.com/saas/x']);
  });

  it.each([
    ['one that is elsewhere', 'https://elsewhere.example.com/saas', /leads to another address/],
    ['the same', 'https://pod.example.com/saas', /with a new session too/],
  ])('whose session ends is asked on only where its login leads to the same: %s', async (_, base, reason) => {
    const session = { id: 'x', baseUrl: 'https://pod.example.com/saas' };
    const outside = outsideWith(base);
    const refusing = (async (url, init) =>
      String(url).endsWith('/login')
        ? outside.send(url, init)
        : new Response(String(outside.asked.push(String(url))), { status: 401 })) as typeof fetch;
    const organization = openOrganization({ session, login }, { ...outside, send: refusing });
    await expect(organization.ask(call)).rejects.toThrow(reason);
    expect(outside.asked.filter((url) => url.startsWith('https://elsewhere'))).toEqual([]);
  });

  it('is not asked any more once its sessions have ended too often', async () => {
    let [asked, logins] = [0, 0];
    const outside = outsideWith('https://pod.example.com/saas');
    const send = (async (url) => {
      if (!String(url).endsWith('/login')) return new Response(String(++asked), { status: 401 });
      const userInfo = { sessionId: `x${++logins}` };
      return new Response(
        JSON.stringify({ products: [{ baseApiUrl: 'https://pod.example.com/saas' }], userInfo }),
      );
    }) as typeof fetch;
    const organization = openOrganization({ login }, { ...outside, send });
    const often = () => expect(organization.ask(call)).rejects.toThrow(/more than 10 times|new session too/);
    for (let calls = 0; calls < 8; calls++) await often();
    const before = asked;
    await often();
    expect([asked, logins]).toEqual([before, 11]);
  });

  it('is not asked once nobody waits for answers any more', async () => {
    const outside = { ...outsideWith('https://pod.example.com/saas'), stop: AbortSignal.abort() };
    await expect(openOrganization({ login }, outside).ask(call)).rejects.toThrow(/interrupted/);
    expect(outside.asked).toEqual([]);
  });
});

describe('words of Informatica’s', () => {
  it.each<[string, string, string]>([
    ['are told', ' Object is invalid. ', ': Object is invalid.'],
    ['are told in short', 'x'.repeat(1000), `: ${'x'.repeat(200)}`],
    ['that are none are not told', ' ', ''],
    ['that repeat the user', 'no CANARY-USER', ', in words that repeat a secret'],
    ['that repeat the password', '"CANARY PASSWORD"', ', in words that repeat a secret'],
    ['that repeat the password encoded', 'p=CANARY%20PASSWORD', ', in words that repeat a secret'],
    ['that repeat a session', 'CANARY-SESSION', ', in words that repeat a secret'],
  ])('%s', async (_, words, expected) => {
    const organization = openOrganization({ login }, outsideWith('https://pod.example.com/saas'));
    await organization.ask(call);
    expect(organization.quoted(words)).toBe(expected);
  });
});
