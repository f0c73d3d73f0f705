/**
 * @jest-environment node
 */
import { ContentsManager, ServerConnection } from '@jupyterlab/services';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { JupyterFiles } from '../jupyter-files';
import { SourceError } from '../file-source';
import type { IJupyterServer } from './jupyter-server';
import { startJupyterServer } from './jupyter-server';

let server: IJupyterServer;
let urls: string[] = [];
let log: { url: string; status: number }[] = [];

beforeAll(async () => {
  server = await startJupyterServer();
});

afterAll(() => server.stop());

beforeEach(() => {
  urls = [];
  log = [];
});

function settings(part: Partial<ServerConnection.ISettings> = {}) {
  return ServerConnection.makeSettings({
    baseUrl: server.baseUrl,
    token: server.token,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      urls.push(response.url);
      log.push({ url: response.url, status: response.status });
      return response;
    },
    ...part
  });
}

function open(
  part: Partial<ServerConnection.ISettings> = {},
  readLimit?: number
): JupyterFiles {
  const serverSettings = settings(part);
  const contents = new ContentsManager({ serverSettings });
  return new JupyterFiles({ contents, serverSettings, readLimit });
}

const file = (name: string) => join(server.root, name);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function read(files: JupyterFiles, path: string, offset: number) {
  const reading = await files.read(path, offset);
  return reading.kind === 'bytes' ? text(reading.bytes) : reading.kind;
}

describe('JupyterFiles on a real Jupyter server', () => {
  describe('#read()', () => {
    it('gives the bytes from an offset on', async () => {
      writeFileSync(file('a.jsonl'), 'first\n');
      const files = open();
      expect(await read(files, 'a.jsonl', 0)).toBe('first\n');
      appendFileSync(file('a.jsonl'), 'second\n');
      expect(await read(files, 'a.jsonl', 6)).toBe('second\n');
    });

    it('says when there is nothing new, without an error that would be logged', async () => {
      writeFileSync(file('b.jsonl'), 'first\n');
      const files = open();
      expect(await read(files, 'b.jsonl', 6)).toBe('same');
      expect(log.map(entry => entry.status)).toEqual([206]);
    });

    it('tells a file that shrank from one that did not grow', async () => {
      writeFileSync(file('c.jsonl'), 'first\n');
      const files = open();
      expect(await read(files, 'c.jsonl', 7)).toBe('shrunk');
      expect(await read(files, 'c.jsonl', 700)).toBe('shrunk');
    });

    it('reads an empty file', async () => {
      writeFileSync(file('empty'), '');
      expect(await read(open(), 'empty', 0)).toBe('same');
    });

    it('says what is missing, hidden files too', async () => {
      mkdirSync(file('.runs'), { recursive: true });
      writeFileSync(file('.runs/feed.jsonl'), 'x');
      const files = open();
      expect(await read(files, 'nowhere/feed.jsonl', 0)).toBe('missing');
      expect(await read(files, '.runs/feed.jsonl', 0)).toBe('missing');
    });

    it('finds paths with spaces, percent signs, hashes and other letters', async () => {
      mkdirSync(file('a b%20#ü?'), { recursive: true });
      writeFileSync(file('a b%20#ü?/x y.txt'), 'here');
      expect(await read(open(), 'a b%20#ü?/x y.txt', 0)).toBe('here');
    });

    it('reads a large file in pieces of bounded size', async () => {
      writeFileSync(file('large'), '0123456789'.repeat(10));
      const files = open({}, 32);
      let all = '';
      for (;;) {
        const reading = await files.read('large', all.length);
        if (reading.kind !== 'bytes') {
          throw new Error(reading.kind);
        }
        all += text(reading.bytes);
        if (!reading.more) {
          break;
        }
      }
      expect(all).toBe('0123456789'.repeat(10));
      expect(log.length).toBeGreaterThan(3);
    });

    it('copes with a server that knows no ranges', async () => {
      writeFileSync(file('whole'), 'abcdef');
      const files = open({
        fetch: (input, init) => {
          const request = new Request(input, init);
          request.headers.delete('Range');
          return fetch(request);
        }
      });
      expect(await read(files, 'whole', 0)).toBe('abcdef');
      expect(await read(files, 'whole', 4)).toBe('ef');
      expect(await read(files, 'whole', 6)).toBe('same');
      expect(await read(files, 'whole', 7)).toBe('shrunk');
    });

    it('marks every request so that looking is not taken for activity', async () => {
      writeFileSync(file('d'), 'x');
      const files = open();
      await files.read('d', 0);
      await files.beat('d');
      await files.stat('d');
      await files.list('');
      await files.head('d', 4);
      expect(urls).toHaveLength(5);
      for (const url of urls) {
        expect(url).toContain('no_track_activity=1');
      }
    });

    it('does not take a login page for the file', async () => {
      writeFileSync(file('e'), 'x');
      const files = open({ token: 'wrong' });
      const reading = files.read('e', 0);
      await expect(reading).rejects.toMatchObject({
        name: 'SourceError',
        signedOut: true
      });
    });

    it('rejects when the server does not answer', async () => {
      const files = open({
        fetch: () => Promise.reject(new TypeError('fetch failed'))
      });
      await expect(files.read('a', 0)).rejects.toBeInstanceOf(SourceError);
    });

    it('rejects when the server fails', async () => {
      const files = open({
        fetch: async () => new Response('', { status: 503 })
      });
      await expect(files.read('a', 0)).rejects.toThrow('503');
    });
  });

  describe('#list() and #stat()', () => {
    it('give names, types, sizes and times', async () => {
      mkdirSync(file('folder/sub'), { recursive: true });
      writeFileSync(file('folder/data.bin'), '12345');
      const files = open();
      const listing = await files.list('folder');
      expect(listing).toMatchObject({
        kind: 'entries',
        entries: expect.arrayContaining([
          expect.objectContaining({ name: 'sub', type: 'directory' }),
          expect.objectContaining({
            name: 'data.bin',
            path: 'folder/data.bin',
            type: 'file',
            size: 5
          })
        ])
      });
      const entry = await files.stat('folder/data.bin');
      expect(Math.abs((entry?.modified ?? 0) - Date.now())).toBeLessThan(
        60_000
      );
    });

    it('say what is not there', async () => {
      const files = open();
      expect(await files.list('nowhere')).toEqual({ kind: 'missing' });
      expect(await files.stat('nowhere')).toBeNull();
    });

    it('take a file for no folder', async () => {
      writeFileSync(file('plain.txt'), 'x');
      expect(await open().list('plain.txt')).toEqual({ kind: 'missing' });
    });
  });

  describe('#beat()', () => {
    it("tells a beat's age by the server's clock", async () => {
      writeFileSync(file('heartbeat'), '');
      const past = Date.now() / 1000 - 60;
      utimesSync(file('heartbeat'), past, past);
      const beat = await open().beat('heartbeat');
      const age = beat.now - (beat.modified ?? NaN);
      expect(age).toBeGreaterThanOrEqual(59_000);
      expect(age).toBeLessThan(120_000);
    });

    it('knows the time when there is no beat', async () => {
      const beat = await open().beat('nowhere/heartbeat');
      expect(beat.modified).toBeNull();
      expect(Math.abs(beat.now - Date.now())).toBeLessThan(60_000);
    });
  });

  describe('#write() and #url()', () => {
    it('write a text that the kernel finds', async () => {
      mkdirSync(file('run/signals'), { recursive: true });
      await open().write('run/signals/stop.json', '{"time":1}');
      expect(readFileSync(file('run/signals/stop.json'), 'utf8')).toBe(
        '{"time":1}'
      );
    });

    it('keep a notebook as it is given', async () => {
      const notebook = '{"cells": [], "metadata": {"x": 1}}';
      await open().write('document.ipynb', notebook);
      expect(readFileSync(file('document.ipynb'), 'utf8')).toBe(notebook);
    });

    it('reject when the folder is not there', async () => {
      await expect(open().write('no/such/folder.txt', 'x')).rejects.toThrow();
    });

    it('give an address on this server', async () => {
      expect(await open().url('a b/c.txt')).toBe(
        `${server.baseUrl}files/a%20b/c.txt`
      );
    });
  });
});
