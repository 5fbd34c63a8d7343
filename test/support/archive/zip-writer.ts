import { crc32, deflateRawSync } from 'node:zlib';

/** A file of a zip archive, and how its record lies. */
export interface ZipFile {
  readonly path: string;
  readonly bytes: Buffer;
  /** General purpose bits: 0x1 encrypted, 0x800 the path is UTF-8 (the default). */
  readonly flags?: number;
  /** 0 stored, 8 deflated (the default). */
  readonly method?: number;
  /** The size once decompressed that the archive declares. */
  readonly declaredSize?: number;
  readonly declaredCrc?: number;
}

/** A zip archive of at most 65,535 files, which is what this form of it can count. */
export function zipOf(files: readonly ZipFile[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const name = Buffer.from(file.path);
    const { flags = 0x800, method = 8 } = file;
    const data = method === 0 ? file.bytes : deflateRawSync(file.bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(file.declaredCrc ?? crc32(file.bytes), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(file.declaredSize ?? file.bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    locals.push(uint32(0x04034b50), common, name, data);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(uint32(0x02014b50), Buffer.from([20, 0]), common, rest, name);
    offset += 30 + name.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, uint32(0x06054b50), end]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
