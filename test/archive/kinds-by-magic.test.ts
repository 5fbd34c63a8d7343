import { describe, expect, it } from 'vitest';
import { kindByMagic } from '../../shared/archive/kinds-by-magic.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('kindByMagic', () => {
  it.each([
    ['PAR1\x15\x04\x15', 'Parquet file', 'refused'],
    ['Obj\x01\x04\x16avro.schema', 'Avro file', 'refused'],
    ['ORC\x08\x03', 'ORC file', 'refused'],
    ['BZh91AY&SY', 'bzip2 file', 'refused'],
    ['\xfd7zXZ\0\0\x04', 'xz file', 'refused'],
    ['7z\xbc\xaf\x27\x1c\0\x04', '7z archive', 'refused'],
    ['\x89PNG\r\n\x1a\n\0', 'picture', 'empty'],
    ['%PDF-1.7\n', 'PDF file', 'empty'],
    ['<!DOCTYPE html>\n<html>', 'HTML or XML page', 'empty'],
    ['\xef\xbb\xbf \n<?xml version="1.0"?><Error>', 'HTML or XML page', 'empty'],
    ['<Error><Code>AccessDenied</Code></Error>', 'HTML or XML page', 'empty'],
    ['version account-id interface-id srcaddr dstaddr', 'VPC flow log', 'ignored'],
    ['2 123456789012 eni-0a1b2c3d 192.0.2.1 192.0.2.2 443', 'VPC flow log', 'ignored'],
    [`${'0a'.repeat(32)} trail [01/Oct/2026:08:00:00 +0000] 192.0.2.1`, 'S3 server access log', 'ignored'],
    ['https 2026-10-01T08:00:00.123456Z app/balancer/1 192.0.2.1:1', 'load balancer log', 'ignored'],
    ['tls 2.0 2026-10-01T08:00:00 net/balancer/1 listener', 'load balancer log', 'ignored'],
    ['#Version: 1.0\n#Fields: date time', 'CloudFront log', 'ignored'],
  ])('knows %j as a %s', (begins, kind, treatment) => {
    expect(kindByMagic(latin1(begins))).toMatchObject({ kind, treatment });
  });

  it('says what to do with what is refused', () => {
    expect(kindByMagic(latin1('PAR1'))?.advice).toContain('JSON');
    expect(kindByMagic(latin1('BZh9'))?.advice).toContain('decompress');
  });

  it.each([
    '',
    '{"Records":[]}',
    '<134>1 2026-10-01T08:00:00Z {"eventName":"a"}',
    '\x1f\x8b\x08',
    'PARTS',
    'B',
  ])('leaves %j to be read', (begins) => {
    expect(kindByMagic(latin1(begins))).toBeUndefined();
  });
});
