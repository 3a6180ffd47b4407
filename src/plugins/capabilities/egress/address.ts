import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { parseHost } from '../../../runtime/contract/index.ts';

/** Blocks that the registries of special addresses keep from the public network. */
const special4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // On the public network by its number, and within Azure what tells a machine of itself.
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;
const special6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const;

const forbidden = new BlockList();
for (const [net, prefix] of special4) forbidden.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of special6) forbidden.addSubnet(net, prefix, 'ipv6');
const unicast6 = new BlockList();
unicast6.addSubnet('2000::', 3, 'ipv6');
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * The one spelling of an IP address, without brackets, an IPv4 address mapped into IPv6 as that IPv4
 * address; undefined for a name and for an address with a zone.
 */
export function addressOf(text: string): string | undefined {
  const host = parseHost(text)?.text.replace(/^\[|\]$/g, '');
  if (host !== undefined) return isIPv4(host) || isIPv6(host) ? host : undefined;
  // No host of an argument, but an address all the same, and one that is on no public network.
  const bare = text.replace(/^\[|\]$/g, '').toLowerCase();
  return isIPv6(bare) && !bare.includes('%') ? bare : undefined;
}

/** Whether an address as `addressOf` gives it can be anybody's on the public network. */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !forbidden.check(address, 'ipv4');
  return unicast6.check(address, 'ipv6') && !forbidden.check(address, 'ipv6');
}

/** Whether an address as `addressOf` gives it is this machine's own. */
export const isLoopback = (address: string): boolean =>
  loopback.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
