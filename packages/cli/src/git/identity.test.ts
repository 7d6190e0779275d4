import { describe, expect, it } from 'vitest';
import { toRepositoryName } from './identity.ts';

describe('a repository', () => {
  it.each([
    ['https://github.com/owner/name.git', 'github.com/owner/name'],
    ['https://user:s3cret@GitHub.com/owner/name', 'github.com/owner/name'],
    ['https://token@host:8443/group/sub/name.git/', 'host/group/sub/name'],
    ['git@github.com:owner/name.git', 'github.com/owner/name'],
    ['host:name.git', 'host/name'],
    ['ssh://git@host:2222/owner/name.git', 'host/owner/name'],
    ['git+ssh://git@host/owner/name.git', 'host/owner/name'],
    ['https://host/owner/name?key=s3cret', 'host/owner/name'],
  ])('is named without what is secret or differs from clone to clone: %s', (url, name) => {
    expect(toRepositoryName(url)).toBe(name);
  });

  it.each(['/srv/git/name.git', '../name', 'C:\\git\\name', 'C:/git/name', 'file:///srv/git/name.git', ''])(
    'on this machine has no name elsewhere: %s',
    (url) => expect(toRepositoryName(url)).toBeNull(),
  );
});
