import { describe, expect, test } from 'vitest';
import {
  addressOf,
  isLoopback,
  isPublic,
} from '../../../src/plugins/capabilities/egress/address.ts';

describe('an address', () => {
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.170',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:20::1',
    '2001:db8::1',
    '2002:a00:1::',
    '3fff::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '0x7f.1',
    '2130706433',
    '017700000001',
  ])('%s is not on the public network', (text) => {
    const address = addressOf(text);
    expect(address).toBeDefined();
    expect(isPublic(address ?? '')).toBe(false);
  });

  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
  ])('%s is', (text) => {
    expect(isPublic(addressOf(text) ?? '')).toBe(true);
  });

  test.each([
    'fe80::1%eth0',
    'localhost',
    'a.example',
    '1.2.3',
    '',
    '::1::',
    '1.1.1.1:80',
  ])('%j is none, or is read as the number it spells', (text) => {
    const address = addressOf(text);
    expect(address === undefined || address === '1.2.0.3').toBe(true);
  });

  test('of this machine is known as such', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1'].every(isLoopback)).toBe(true);
    expect(['10.0.0.1', '128.0.0.1', '::2'].some(isLoopback)).toBe(false);
  });
});
