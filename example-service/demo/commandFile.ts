import { readFile } from 'node:fs/promises';

/** What a line of the command file says must be answered. */
export type Expectation = {
  readonly status: number;
  readonly version?: number;
  readonly code?: string;
  /** Paths of the violations, as JSON Pointers. */
  readonly paths?: readonly string[];
  /** Code of the rejection. */
  readonly rejection?: string;
  /** The command is a repeat, and is answered as it was the first time. */
  readonly asFirst?: true;
};

export type Payload = Readonly<Record<string, unknown>>;

/** One line of the command file: a command, to an item by its id, or to a new one whose id the service makes. */
export type CommandLine = {
  readonly number: number;
  /** An id; or the name by which the file speaks of an item that the service gave an id to. */
  readonly item: string;
  /** The service makes the id. */
  readonly isNew: boolean;
  readonly command: string;
  readonly data: Payload;
  /** What is sent. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expect: Expectation;
};

type RawLine = {
  readonly id?: string;
  readonly new?: string;
  readonly command?: string;
  readonly data?: Payload;
  /** Sent as it is, instead of `data`. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly expect?: Expectation;
};

/** Reads a command file: a JSON object on each line. @throws Error that names the line which is none */
export async function readCommands(path: string): Promise<readonly CommandLine[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [readLine(line, index + 1, path)]));
}

function readLine(line: string, number: number, path: string): CommandLine {
  const { id, new: made, command, data = {}, body = JSON.stringify(data), headers = {}, expect } = parse(line, number, path);
  const item = id ?? made;
  if (item === undefined || command === undefined || expect?.status === undefined) {
    throw new Error(`${path}:${number} needs an id (or new), a command and expect.status: ${line}`);
  }
  return { number, item, isNew: id === undefined, command, data, body, headers, expect };
}

function parse(line: string, number: number, path: string): RawLine {
  try {
    return JSON.parse(line) as RawLine;
  } catch (cause) {
    throw new Error(`${path}:${number} is no JSON: ${line}`, { cause });
  }
}
