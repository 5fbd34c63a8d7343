import { stsHosts } from './sts-hosts.generated.ts';

/** The Region that a signature for a host names; `undefined` where it is no host of AWS STS in the partition. */
export function signingRegion(host: string, partition: string): string | undefined {
  const hosts = stsHosts[partition];
  return hosts !== undefined && Object.hasOwn(hosts, host) ? hosts[host] : undefined;
}

/** The regional host of AWS STS; `undefined` where no Region of that name is known. The list names it before others. */
export function regionalHost(region: string): string | undefined {
  const hosts = Object.values(stsHosts).flatMap((ofPartition) => Object.keys(ofPartition));
  return hosts.find((host) => host.startsWith(`sts.${region}.`));
}
