import { describe, expect, test } from 'vitest';
import {
  credentialsOrigin,
  credentialsPath,
  defaultDataDir,
  formatCredentials,
  parseCredentials,
} from './credentials.ts';

describe('where things are', () => {
  test('on Linux: under the home directory, or where XDG says', () => {
    const machine = { env: {}, platform: 'linux', homedir: '/home/ada' };
    expect(credentialsPath(machine)).toBe('/home/ada/.config/prompt-ledger/credentials.json');
    expect(defaultDataDir(machine)).toBe('/home/ada/.local/share/prompt-ledger');
    const env = { XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d' };
    expect(credentialsPath({ ...machine, env })).toBe('/c/prompt-ledger/credentials.json');
    expect(defaultDataDir({ ...machine, env })).toBe('/d/prompt-ledger');
  });

  test('on Windows: in the application data', () => {
    const machine = { platform: 'win32', homedir: 'C:\\Users\\ada', env: {} };
    expect(credentialsPath(machine)).toBe(
      'C:\\Users\\ada\\AppData\\Roaming\\prompt-ledger\\credentials.json',
    );
    expect(defaultDataDir(machine)).toBe('C:\\Users\\ada\\AppData\\Local\\prompt-ledger');
    const env = { APPDATA: 'D:\\r', LOCALAPPDATA: 'D:\\l' };
    expect(credentialsPath({ ...machine, env })).toBe('D:\\r\\prompt-ledger\\credentials.json');
    expect(defaultDataDir({ ...machine, env })).toBe('D:\\l\\prompt-ledger');
  });
});

test('every spelling of loopback is one server; paths and user info are no part of it', () => {
  const origin = 'http://127.0.0.1:8400';
  expect(credentialsOrigin('http://localhost:8400')).toBe(origin);
  expect(credentialsOrigin('http://[::1]:8400/')).toBe(origin);
  expect(credentialsOrigin('http://user:secret@127.0.0.1:8400/x?y')).toBe(origin);
  expect(credentialsOrigin('https://ledger.example.com/')).toBe('https://ledger.example.com');
});

test('credentials are read as they were written; what is no key is left out', () => {
  const credentials = { 'http://127.0.0.1:8400': { key: 'k' } };
  expect(parseCredentials(formatCredentials(credentials))).toEqual(credentials);
  expect(parseCredentials(`\uFEFF${formatCredentials(credentials)}`)).toEqual(credentials);
  expect(parseCredentials('{"a":{"key":1},"b":null,"c":"k"}')).toEqual({});
  expect(parseCredentials(' \n')).toEqual({});
});

test.each(['not json', '{"a":', 'null', '[]', '"k"'])('%s is no credentials file', (text) => {
  expect(parseCredentials(text)).toBeNull();
});
